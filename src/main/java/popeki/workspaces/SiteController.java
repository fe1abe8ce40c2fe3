package popeki.workspaces;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import popeki.platform.Frames;
import popeki.platform.Settings;

/** The pages for everyone. None sets a cookie. */
@Controller
class SiteController {
  private final Frames frames;
  private final Settings settings;
  private final Environment environment;
  private final Clock clock;

  SiteController(Frames frames, Settings settings, Environment environment, Clock clock) {
    this.frames = frames;
    this.settings = settings;
    this.environment = environment;
    this.clock = clock;
  }

  @GetMapping("/")
  String landing(HttpServletRequest request, Model model) {
    return page("landing", request, model);
  }

  @GetMapping("/privacy")
  String privacy(HttpServletRequest request, Model model) {
    return page("policy", request, model);
  }

  @GetMapping("/trust")
  String trust(HttpServletRequest request, Model model) {
    return page("trust", request, model);
  }

  @GetMapping("/terms")
  String terms(HttpServletRequest request, Model model) {
    return page("terms", request, model);
  }

  @GetMapping("/dpa")
  String processingAgreement(HttpServletRequest request, Model model) {
    return page("dpa", request, model);
  }

  /** RFC 9116. */
  @GetMapping(value = "/.well-known/security.txt", produces = MediaType.TEXT_PLAIN_VALUE)
  @ResponseBody
  String securityTxt() {
    return """
        Contact: %s/trust#weakness
        Expires: %s
        Preferred-Languages: en, pt
        Canonical: %s/.well-known/security.txt
        """
        .formatted(
            settings.publicUrl(),
            clock.instant().plus(Duration.ofDays(180)).truncatedTo(ChronoUnit.DAYS),
            settings.publicUrl());
  }

  private String page(String name, HttpServletRequest request, Model model) {
    model.addAttribute("frame", frames.plain(request));
    model.addAttribute(
        "site",
        SiteView.of(settings, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC), demoUrl()));
    return "workspaces/" + name;
  }

  private @Nullable String demoUrl() {
    return environment.getProperty("popeki.demo.url");
  }
}
