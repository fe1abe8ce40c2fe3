package popeki.links;

import java.util.List;
import popeki.kernel.Pure;

/**
 * What to paste into an ad platform so that its visits say which ad they came from. The platform
 * fills in what stands in braces; what it leaves unfilled counts as absent.
 */
@Pure
final class AdTemplates {
  private AdTemplates() {}

  /**
   * A platform's.
   *
   * @param platform its key in the words
   * @param parameters what goes behind the question mark
   */
  record Template(String platform, String parameters) {}

  static final List<Template> ALL =
      List.of(
          new Template(
              "meta",
              "utm_source={{site_source_name}}&utm_medium=paid_social&utm_campaign={{campaign.name}}"
                  + "&utm_content={{ad.name}}&campaign_id={{campaign.id}}&adset_id={{adset.id}}"
                  + "&ad_id={{ad.id}}&placement={{placement}}"),
          new Template(
              "google",
              "utm_source=google&utm_medium=cpc&campaignid={campaignid}&adgroupid={adgroupid}"
                  + "&creative={creative}&keyword={keyword}&matchtype={matchtype}&network={network}"
                  + "&device={device}"),
          new Template(
              "tiktok",
              "utm_source=tiktok&utm_medium=paid_social&utm_campaign=__CAMPAIGN_NAME__"
                  + "&campaign_id=__CAMPAIGN_ID__&adset_id=__AID__&ad_id=__CID__"
                  + "&placement=__PLACEMENT__"));
}
