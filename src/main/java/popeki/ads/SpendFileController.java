package popeki.ads;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import popeki.platform.ApiProblem;
import popeki.platform.Frames;
import popeki.platform.Shell;
import popeki.workspaces.Member;

/**
 * Costs from a file: the upload, what it means and what is wrong with it, and the yes. How it is
 * read stands in the address, so it works without a script and may be changed and reloaded.
 */
@Controller
@RequestMapping("/w/{workspace}/settings/spend")
class SpendFileController {
  private final SpendFiles files;
  private final SpendPages pages;

  SpendFileController(SpendFiles files, SpendPages pages) {
    this.files = files;
    this.pages = pages;
  }

  @GetMapping
  String list(Member member, Shell shell, Model model) {
    return list(member, shell, model, null);
  }

  private String list(Member member, Shell shell, Model model, @Nullable String refused) {
    model.addAttribute("shell", shell);
    model.addAttribute("page", pages.list(member, refused));
    return "ads/spend";
  }

  @PostMapping("/files")
  String upload(
      Member member,
      Shell shell,
      Model model,
      @RequestParam(name = "file", required = false) @Nullable MultipartFile file,
      HttpServletResponse response) {
    String cause = "none";
    if (file != null && !file.isEmpty()) {
      byte[] bytes = bytes(file);
      switch (SpendFile.read(bytes)) {
        case SpendFile.Read.Fine _ -> {
          String name = file.getOriginalFilename();
          UUID id = files.keep(member.workspaceId(), name == null ? "" : name, bytes);
          return "redirect:" + shell.path("settings/spend/files/" + id);
        }
        case SpendFile.Read.Broken broken -> cause = broken.cause();
      }
    }
    response.setStatus(422);
    return list(member, shell, model, shell.words().of("ads.file." + cause));
  }

  /** What the file means, read as the address says. */
  @GetMapping("/files/{file}")
  String preview(
      Member member,
      Shell shell,
      Model model,
      @PathVariable UUID file,
      @RequestParam Map<String, String> asked) {
    administers(member);
    SpendFiles.Waiting waiting = files.get(member.workspaceId(), file);
    return preview(member, shell, model, waiting, pages.choice(member, waiting.file(), asked));
  }

  /** Takes it in, whole or not at all. */
  @PostMapping("/files/{file}")
  String take(
      Member member,
      Shell shell,
      Model model,
      @PathVariable UUID file,
      @RequestParam Map<String, String> asked,
      RedirectAttributes next,
      HttpServletResponse response) {
    SpendFiles.Waiting waiting = files.get(member.workspaceId(), file);
    SpendReading.Choice choice = pages.choice(member, waiting.file(), asked);
    SpendReading reading = files.read(member.workspaceId(), waiting.file(), choice);
    if (!reading.fine()) {
      response.setStatus(422);
      return preview(member, shell, model, waiting, choice);
    }
    files.take(member.workspaceId(), waiting, reading, member.actor());
    next.addFlashAttribute(Frames.FLASH, shell.words().of("ads.imported", reading.rows().size()));
    return "redirect:" + shell.path("settings/spend");
  }

  @PostMapping("/files/{file}/drop")
  String drop(Member member, Shell shell, @PathVariable UUID file, RedirectAttributes next) {
    files.drop(member.workspaceId(), file);
    next.addFlashAttribute(Frames.FLASH, shell.words().of("ads.file.dropped"));
    return "redirect:" + shell.path("settings/spend");
  }

  private String preview(
      Member member,
      Shell shell,
      Model model,
      SpendFiles.Waiting waiting,
      SpendReading.Choice choice) {
    SpendReading reading = files.read(member.workspaceId(), waiting.file(), choice);
    model.addAttribute("shell", shell);
    model.addAttribute(
        "page",
        pages.preview(shell, waiting, reading, files.overruled(member.workspaceId(), reading)));
    return "ads/preview";
  }

  private static byte[] bytes(MultipartFile file) {
    try {
      return file.getBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void administers(Member member) {
    if (!member.role().administers()) {
      throw ApiProblem.forbidden(
          "role_does_not_administer", "Owners and admins import costs; ask one of them.");
    }
  }
}
