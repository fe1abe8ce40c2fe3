package popeki.api;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import popeki.platform.Frames;

/** {@code /docs/api}: the description of the API for people. It sets no cookie. */
@Controller
class ApiPageController {
  private final ApiDocument document;
  private final ApiExamples examples;
  private final Frames frames;
  private volatile @Nullable ApiPageView view;

  ApiPageController(ApiDocument document, ApiExamples examples, Frames frames) {
    this.document = document;
    this.examples = examples;
    this.frames = frames;
  }

  @GetMapping("/docs")
  String docs() {
    return "redirect:/docs/api";
  }

  @GetMapping("/docs/api")
  String page(HttpServletRequest request, Model model) {
    ApiPageView known = view;
    if (known == null) {
      known = ApiPageView.of(document.get(), examples);
      view = known;
    }
    model.addAttribute("frame", frames.plain(request));
    model.addAttribute("page", known);
    return "api/page";
  }
}
