package popeki.workspaces;

import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import popeki.accounts.SignedIn;
import popeki.kernel.UserId;
import popeki.platform.Frame;

/** Where a person lands: the choice of a workspace, and each workspace's first page. */
@Controller
@ConditionalOnWebApplication
class HomeController {
  private final Members members;

  HomeController(Members members) {
    this.members = members;
  }

  @GetMapping({"/w/{workspace}", "/w/{workspace}/"})
  String home(@PathVariable String workspace) {
    return "redirect:/w/" + workspace + "/overview";
  }

  @GetMapping("/workspaces")
  String choose(Frame frame, Model model) {
    UserId user = SignedIn.current().orElseThrow();
    List<Workspace> mine = members.workspacesOf(user);
    model.addAttribute("frame", frame);
    model.addAttribute("workspaces", mine);
    return "workspaces/choose";
  }
}
