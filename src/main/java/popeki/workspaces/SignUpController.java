package popeki.workspaces;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import popeki.accounts.EmailAddress;
import popeki.accounts.Entrance;
import popeki.accounts.SignedIn;
import popeki.kernel.OneLine;
import popeki.mails.Mails;
import popeki.platform.ApiProblem;
import popeki.platform.Frame;
import popeki.platform.Frames;
import popeki.platform.Throttle;
import popeki.platform.Whereabouts;

/**
 * Sign-up: name, address and business, nothing else. Other fields that somebody sends are not read.
 */
@Controller
@ConditionalOnWebApplication
class SignUpController {
  /** Sign-ups from one place. */
  private static final Throttle.Limit PLACE =
      new Throttle.Limit("sign_up_place", 20, Duration.ofHours(1));

  /** Sign-ups of one address from one place. */
  private static final Throttle.Limit PAIR =
      new Throttle.Limit("sign_up_pair", 5, Duration.ofHours(1));

  /** Links of mails, right or wrong, from one place. None can be guessed: this bounds the work. */
  private static final Throttle.Limit TOKENS =
      new Throttle.Limit("sign_up_token_place", 3_000, Duration.ofHours(1));

  private final SignUps signUps;
  private final Entrance entrance;
  private final Mails mails;
  private final Throttle throttle;
  private final Whereabouts whereabouts;
  private final Frames frames;
  private final Clock clock;
  private final ObjectProvider<RequestMappingHandlerMapping> routes;

  SignUpController(
      SignUps signUps,
      Entrance entrance,
      Mails mails,
      Throttle throttle,
      Whereabouts whereabouts,
      Frames frames,
      Clock clock,
      @Qualifier("requestMappingHandlerMapping")
          ObjectProvider<RequestMappingHandlerMapping> routes) {
    this.signUps = signUps;
    this.entrance = entrance;
    this.mails = mails;
    this.throttle = throttle;
    this.whereabouts = whereabouts;
    this.frames = frames;
    this.clock = clock;
    this.routes = routes;
  }

  @GetMapping("/signup")
  String form(HttpServletRequest request, Model model) {
    return SignedIn.current().isPresent()
        ? "redirect:/workspaces"
        : page(request, model, SignUpForm.EMPTY, Map.of());
  }

  /** One answer, whether the address is known or not. */
  @PostMapping("/signup")
  String begin(
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "") String email,
      @RequestParam(defaultValue = "") String business,
      @RequestParam(defaultValue = "") String agreed,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    String place = whereabouts.place(request);
    throttle.require(PLACE, place);
    var form = new SignUpForm(OneLine.of(name), email.strip(), OneLine.of(business));
    Map<String, String> problems = problems(form, agreed);
    if (!problems.isEmpty()) {
      response.setStatus(422);
      return page(request, model, form, problems);
    }
    throttle.require(PAIR, place + " " + email);
    signUps.begin(
        EmailAddress.parse(email).orElseThrow(),
        new SignUp(
            form.name(),
            form.email(),
            form.business(),
            country(request),
            Agreement.now(clock.instant())));
    model.addAttribute("frame", frames.withForm(request));
    model.addAttribute("leaves", mails.leaves());
    return "workspaces/signup_sent";
  }

  /** Mail scanners open links: looking does not use it up. */
  @GetMapping("/signup/verify/{token}")
  String look(@PathVariable String token, HttpServletRequest request, Model model) {
    throttle.require(TOKENS, whereabouts.place(request));
    SignUp signUp = signUps.look(token).orElseThrow(SignUpController::spent);
    model.addAttribute("frame", frames.withForm(request));
    model.addAttribute("token", token);
    model.addAttribute("business", signUp.business());
    return "workspaces/verify";
  }

  @PostMapping("/signup/verify")
  String finish(
      @RequestParam(defaultValue = "") String token,
      HttpServletRequest request,
      HttpServletResponse response) {
    throttle.require(TOKENS, whereabouts.place(request));
    SignUp signUp = signUps.look(token).orElseThrow(SignUpController::spent);
    if (signUps.isKnown(signUp.email())) {
      return "redirect:/login?known";
    }
    Founded founded = signUps.finish(token).orElseThrow(SignUpController::spent);
    String first = "/w/" + founded.workspace().slug() + (hasStart() ? "/start" : "/overview");
    String choose = "/account/password?to=" + URLEncoder.encode(first, StandardCharsets.UTF_8);
    entrance.byMail(founded.user(), null, request, response);
    return "redirect:" + choose;
  }

  private String page(
      HttpServletRequest request, Model model, SignUpForm form, Map<String, String> problems) {
    Frame frame = frames.withForm(request);
    var told = new LinkedHashMap<String, String>();
    problems.forEach((field, key) -> told.put(field, frame.words().of(key)));
    model.addAttribute("frame", frame);
    model.addAttribute("form", form);
    model.addAttribute("problems", told);
    model.addAttribute("agreed", Agreements.TERMS + " " + Agreements.PROCESSING);
    return "workspaces/signup";
  }

  /**
   * The tick carries the versions that were on the page: who read older ones is shown the new ones.
   */
  private static Map<String, String> problems(SignUpForm form, String agreed) {
    var problems = new LinkedHashMap<String, String>();
    if (form.name().isEmpty() || form.name().length() > 200) {
      problems.put("name", "workspaces.signup.name.wrong");
    }
    if (EmailAddress.parse(form.email()).isEmpty()) {
      problems.put("email", "workspaces.signup.email.wrong");
    }
    if (form.business().isEmpty() || form.business().length() > 200) {
      problems.put("business", "workspaces.signup.business.wrong");
    }
    if (agreed.isEmpty()) {
      problems.put("agreed", "workspaces.signup.agree.missing");
    } else if (!agreed.equals(Agreements.TERMS + " " + Agreements.PROCESSING)) {
      problems.put("agreed", "workspaces.signup.agree.changed");
    }
    return problems;
  }

  /** The region of the browser's first language; a guess, to be changed in the settings. */
  private static String country(HttpServletRequest request) {
    if (request.getHeader("Accept-Language") == null) {
      return "";
    }
    Locale first = request.getLocale();
    String region = first.getCountry();
    return region.matches("[A-Z]{2}")
        ? region
        : Optional.ofNullable(Place.COUNTRY_OF_LANGUAGE.get(first.getLanguage())).orElse("");
  }

  private boolean hasStart() {
    @Nullable RequestMappingHandlerMapping mapping = routes.getIfAvailable();
    return mapping != null
        && mapping.getHandlerMethods().keySet().stream()
            .anyMatch(route -> route.getPatternValues().contains("/w/{workspace}/start"));
  }

  private static ApiProblem spent() {
    return new ApiProblem(
        410,
        "link_spent",
        "This link no longer works",
        "It works once and for 24 hours. Sign up again to get another, or sign in if your account is there already.",
        Map.of());
  }
}
