package popeki.reports;

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
        isCampaign
            ? ReportFilterBar.shown(key, GroupBy.CAMPAIGN, rows.campaigns(), w)
            : ReportFilterBar.shown(key, GroupBy.SOURCE, rows.sources(), w);
    return new CampaignHead(
        name,
        w.of("reports.group." + (isCampaign ? "campaign" : "source")),
        isCampaign && !name.equals(key) && !key.equals(Filter.UNATTRIBUTED) ? key : null,
        url.with(Filter.NONE).campaigns(),
        url.conversations(Map.of()),
        url.conversationPart("latest"),
        url.conversationPart("people"));
  }
}
