package popeki.workspaces;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import popeki.accounts.SignedIn;
import popeki.platform.ApiProblem;
import popeki.platform.Frame;
import popeki.platform.Frames;
import popeki.platform.Shell;
import popeki.platform.Trace;
import popeki.platform.Words;

/**
 * The gate before every page under {@code /w/{workspace}/…}, and the arguments its controllers may
 * ask for: {@link Member} and {@link Shell}; {@link Frame} also outside.
 */
@Configuration(proxyBeanMethods = false)
class PageArguments implements WebMvcConfigurer {
  private static final Set<String> READS = Set.of("GET", "HEAD");

  private final Members members;
  private final Frames frames;
  private final ObjectProvider<RequestMappingHandlerMapping> mappings;
  private final ObjectProvider<Attention> attentions;
  private volatile @Nullable Set<String> patterns;

  PageArguments(
      Members members,
      Frames frames,
      @Qualifier("requestMappingHandlerMapping")
          ObjectProvider<RequestMappingHandlerMapping> mappings,
      ObjectProvider<Attention> attentions) {
    this.mappings = mappings;
    this.attentions = attentions;
    this.members = members;
    this.frames = frames;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(new Gate()).addPathPatterns("/w/**");
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(new Argument<>(Member.class, PageArguments::member));
    resolvers.add(new Argument<>(Shell.class, this::shell));
    resolvers.add(new Argument<>(Frame.class, frames::withForm));
  }

  /** Lets members in, and lets only those change something who may. */
  private final class Gate implements HandlerInterceptor {
    @Override
    public boolean preHandle(
        HttpServletRequest request, HttpServletResponse response, Object handler)
        throws IOException {
      Members.Visit visit = members.require(request);
      Member member = visit.member();
      Trace.workspace(member.workspaceId());
      if (member.workspace().settings().security().secondFactor() && !SignedIn.withSecondFactor()) {
        leadToSecondFactor(request, response);
        return false;
      }
      if (!READS.contains(request.getMethod()) && !member.role().writes()) {
        throw ApiProblem.forbidden(
            "role_reads_only",
            "Your role here is "
                + member.role().wire()
                + ", which may look but not change anything. Nothing was changed.");
      }
      SettingsPlace.require(member.role(), request.getMethod(), pattern(request));
      request.setAttribute(Member.class.getName(), member);
      request.setAttribute(Members.Visit.class.getName(), visit);
      return true;
    }
  }

  /** What the request was routed by; its own spelling of the path is not trusted. */
  private static String pattern(HttpServletRequest request) {
    return String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
  }

  /** Not locked out, but led to the page where a second factor is set up, and back afterwards. */
  private static void leadToSecondFactor(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if ("true".equals(request.getHeader("HX-Request"))) {
      response.setHeader("HX-Redirect", "/account/second-factor");
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    } else if (READS.contains(request.getMethod())) {
      response.sendRedirect(
          "/account/second-factor?to="
              + URLEncoder.encode(request.getRequestURI(), StandardCharsets.UTF_8));
    } else {
      throw ApiProblem.forbidden(
          "second_factor_required",
          "This workspace asks everybody for a second factor. Set yours up under Your account →"
              + " Second factor. Nothing was changed.");
    }
  }

  private static Member member(HttpServletRequest request) {
    if (request.getAttribute(Member.class.getName()) instanceof Member member) {
      return member;
    }
    throw new IllegalStateException("A member is known under /w/{workspace}/ only");
  }

  private Shell shell(HttpServletRequest request) {
    Member member = member(request);
    Frame frame = frames.withForm(request).in(member.workspace().timezone());
    return Shell.of(
            frame,
            member.workspace().slug(),
            member.workspace().businessName(),
            member.name(),
            member.email(),
            Shell.Needs.NOTHING)
        .only(places())
        .withCounts(counts(member))
        .withWorkspaces(choices(request, frame.words()))
        .withSettings(settings(member, frame.words()));
  }

  /** What waits at each place of the sidebar. */
  private Map<String, Long> counts(Member member) {
    return attentions.stream()
        .collect(
            Collectors.toMap(Attention::place, attention -> attention.count(member), Long::sum));
  }

  /** The other workspaces of the person who looks, for the switcher. */
  private static List<Shell.WorkspaceChoice> choices(HttpServletRequest request, Words words) {
    return request.getAttribute(Members.Visit.class.getName()) instanceof Members.Visit visit
        ? visit.places().stream()
            .map(
                place ->
                    new Shell.WorkspaceChoice(
                        place.workspace().slug(),
                        place.workspace().businessName(),
                        words.of("people.role." + place.role().wire())))
            .toList()
        : List.of();
  }

  /** The side list of the settings: what exists, of that what this role may open. */
  private List<Shell.NavItem> settings(Member member, Words words) {
    return SettingsPlace.of(member.role()).stream()
        .filter(place -> patterns().contains(place.path()))
        .map(
            place ->
                new Shell.NavItem(
                    place.key(),
                    words.of("workspaces.settings.place." + place.key()),
                    "/w/" + member.workspace().slug() + "/" + place.path(),
                    "settings",
                    0))
        .toList();
  }

  /** The places of the sidebar that have a page; the others are not shown. */
  private Set<String> places() {
    return patterns().stream()
        .filter(pattern -> !pattern.contains("/"))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What can be asked for under {@code /w/{workspace}/}, read once. */
  private Set<String> patterns() {
    Set<String> known = patterns;
    if (known == null) {
      known =
          mappings.getObject().getHandlerMethods().keySet().stream()
              .flatMap(mapping -> mapping.getPatternValues().stream())
              .filter(pattern -> pattern.matches("/w/\\{\\w+}/[a-z/-]+"))
              .map(pattern -> pattern.replaceFirst("/w/\\{\\w+}/", ""))
              .collect(Collectors.toUnmodifiableSet());
      patterns = known;
    }
    return known;
  }

  private interface Reading<T> {
    T from(HttpServletRequest request);
  }

  private record Argument<T>(Class<T> type, Reading<T> reading)
      implements HandlerMethodArgumentResolver {
    @Override
    public boolean supportsParameter(MethodParameter parameter) {
      return parameter.getParameterType() == type;
    }

    @Override
    public T resolveArgument(
        MethodParameter parameter,
        @Nullable ModelAndViewContainer container,
        NativeWebRequest request,
        @Nullable WebDataBinderFactory binders) {
      return reading.from(
          java.util.Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class)));
    }
  }
}
