package popeki.links;

import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import popeki.kernel.LinkId;
import popeki.platform.ApiProblem;
import popeki.platform.Shell;
import popeki.workspaces.Member;

/** The panel of a link's QR code, by itself: a page without script, a fragment with. */
@Controller
class LinkQrController {
  private final Links links;
  private final LinkUrls urls;

  LinkQrController(Links links, LinkUrls urls) {
    this.links = links;
    this.urls = urls;
  }

  @GetMapping("/w/{workspace}/links/{id}/qr")
  String panel(
      Member member,
      Shell shell,
      Model model,
      @PathVariable UUID id,
      @RequestParam Map<String, String> given,
      @RequestHeader(name = "HX-Request", defaultValue = "false") boolean fragment) {
    LinkRepository.Counted link =
        links
            .counted(member.workspaceId(), new LinkId(id))
            .filter(found -> found.link().archivedAt() == null)
            .orElseThrow(() -> ApiProblem.notFound("link"));
    model.addAttribute("qr", LinkQrView.of(link, urls, shell, given));
    if (fragment) {
      model.addAttribute("w", shell.words());
      return "links/_qr";
    }
    model.addAttribute("shell", shell);
    model.addAttribute("name", link.link().name());
    model.addAttribute("backHref", shell.path("links/" + id));
    return "links/qr";
  }
}
