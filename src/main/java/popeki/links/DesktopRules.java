package popeki.links;

import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * Whether a visitor sits at a desk, where WhatsApp may not be installed. In doubt not: a phone, and
 * the browser inside an app, must never see a page between an ad and the chat.
 */
@Pure
final class DesktopRules {
  private static final List<String> NEVER =
      List.of(
          "Mobile",
          "Phone",
          "Android",
          "FBAN",
          "FBAV",
          "FB_IAB",
          "MetaIAB",
          "Instagram",
          "BytedanceWebview",
          "musical_ly",
          "trill_",
          "TikTok",
          "Snapchat",
          "Pinterest/",
          "LinkedInApp",
          "Twitter",
          "Line/",
          "MicroMessenger",
          "; wv)");

  private DesktopRules() {}

  static boolean isDesktop(@Nullable String userAgent) {
    return userAgent != null
        && Device.COMPUTERS.contains(Device.of(userAgent))
        && NEVER.stream().noneMatch(userAgent::contains);
  }
}
