package popeki.reports;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.platform.Words;

/**
 * The head of a campaign's page.
 *
 * @param name what it is called; its id where nobody told us
 * @param kind campaign or source, in words
 * @param id the ad platform's, shown beside its name; null where the name is all there is
 * @param all the door to the report of all
 * @param list its conversations
 * @param latest its newest conversations, a part that loads by itself
 * @param people who they are: scores and first words, a part that loads by itself
 */
public record CampaignHead(
    String name,
    String kind,
    @Nullable String id,
    String all,
    String list,
    String latest,
    String people) {

  static CampaignHead of(ReportUrl url, ReportFilterBar.Rows rows, Words w) {
    String campaign = url.filter().campaign();
    boolean isCampaign = campaign != null;
    String key = campaign != null ? campaign : String.valueOf(url.filter().source());
    String name =
        name(
            key,
            isCampaign ? GroupBy.CAMPAIGN : GroupBy.SOURCE,
            isCampaign ? rows.campaigns() : rows.sources(),
            w);
    return new CampaignHead(
        name,
        w.of("reports.group." + (isCampaign ? "campaign" : "source")),
        isCampaign && !name.equals(key) && !key.equals(Filter.UNATTRIBUTED) ? key : null,
        url.with(Filter.NONE).campaigns(),
        url.conversations(Map.of()),
        url.conversationPart("latest"),
        url.conversationPart("people"));
  }

  private static String name(String key, GroupBy group, List<CampaignRow> rows, Words w) {
    if (key.equals(Filter.UNATTRIBUTED)) {
      return w.of("reports.none." + group.wire());
    }
    return rows.stream()
        .filter(row -> key.equals(row.key()) && row.name() != null)
        .map(row -> String.valueOf(row.name()))
        .findFirst()
        .orElse(group == GroupBy.SOURCE ? SourceName.of(key) : key);
  }
}
