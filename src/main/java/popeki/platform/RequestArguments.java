package popeki.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The arguments every API controller may ask for: {@link ApiCaller}, {@link Period}, {@link
 * Paging}.
 */
@Configuration(proxyBeanMethods = false)
class RequestArguments implements WebMvcConfigurer {
  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(new Argument<>(ApiCaller.class, RequestArguments::caller));
    resolvers.add(new Argument<>(Period.class, RequestArguments::period));
    resolvers.add(new Argument<>(Paging.class, RequestArguments::paging));
  }

  private interface Reading<T> {
    T from(NativeWebRequest request);
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
      return reading.from(request);
    }
  }

  private static ApiCaller caller(NativeWebRequest request) {
    if (request.getAttribute(ApiCaller.ATTRIBUTE, RequestAttributes.SCOPE_REQUEST)
        instanceof ApiCaller caller) {
      return caller;
    }
    throw new IllegalStateException("An API controller outside the sign-in of the API");
  }

  private static Period period(NativeWebRequest request) {
    return Period.parse(
        request.getParameter("from"), request.getParameter("to"), caller(request).zone());
  }

  private static Paging paging(NativeWebRequest request) {
    return new Paging(limit(request.getParameter("limit")), cursor(request.getParameter("cursor")));
  }

  private static int limit(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return Paging.DEFAULT;
    }
    if (text.matches("[0-9]{1,3}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= Paging.MAX) {
        return limit;
      }
    }
    throw ApiProblem.invalid("limit", "must be a whole number from 1 to " + Paging.MAX);
  }

  private static @Nullable Cursor cursor(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    return Cursor.decode(text)
        .orElseThrow(
            () -> ApiProblem.invalid("cursor", "must be the next_cursor of the page before"));
  }
}
