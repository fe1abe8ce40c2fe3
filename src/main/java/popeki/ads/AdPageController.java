package popeki.ads;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import popeki.kernel.WorkspaceId;
import popeki.platform.ApiProblem;
import popeki.platform.Shell;
import popeki.platform.WorkspaceTx;
import popeki.workspaces.Member;

/** The ads of a business: what each is called and was, what it shows, what it cost. */
@Controller
@RequestMapping("/w/{workspace}/ads")
class AdPageController {
  private static final int STEP = 50;
  private static final int MOST = 500;
  private static final int DAYS = 28;

  private final AdListRepository ads;
  private final AdNameRepository names;
  private final AdAccounts accounts;
  private final AdPictures pictures;
  private final WorkspaceTx tx;
  private final Clock clock;

  AdPageController(
      AdListRepository ads,
      AdNameRepository names,
      AdAccounts accounts,
      AdPictures pictures,
      WorkspaceTx tx,
      Clock clock) {
    this.ads = ads;
    this.names = names;
    this.accounts = accounts;
    this.pictures = pictures;
    this.tx = tx;
    this.clock = clock;
  }

  @GetMapping
  String list(
      Member member,
      Shell shell,
      Model model,
      @RequestParam(required = false) @Nullable String account,
      @RequestParam(required = false) @Nullable String shown) {
    WorkspaceId workspace = member.workspaceId();
    String of = account == null || account.isBlank() ? null : account;
    int size =
        shown != null && shown.matches("[0-9]{1,3}")
            ? Math.clamp(Integer.parseInt(shown), STEP, MOST)
            : STEP;
    LocalDate since = today(member).minusDays(DAYS - 1L);
    AdViews.Listed page =
        tx.in(
            workspace,
            () -> {
              List<AdDetail> found = ads.dearest(workspace, of, since, size);
              Map<String, AdTotals> totals =
                  ads.totals(
                      workspace, found.stream().map(each -> each.ad().adId()).toList(), since);
              long all = ads.count(workspace, of);
              return new AdViews.Listed(
                  found.stream()
                      .map(
                          each ->
                              AdViews.row(
                                  shell,
                                  each,
                                  totals.getOrDefault(each.ad().adId(), AdTotals.NOTHING)))
                      .toList(),
                  of == null ? null : name(workspace, of),
                  all,
                  all > size && size < MOST
                      ? shell.path(
                          "ads?shown=" + (size + STEP) + (of == null ? "" : "&account=" + of))
                      : null,
                  !accounts.list(workspace).isEmpty());
            });
    model.addAttribute("shell", shell);
    model.addAttribute("page", page);
    return "ads/list";
  }

  private String name(WorkspaceId workspace, String account) {
    return accounts.get(workspace, account).what().name();
  }

  @GetMapping("/{ad}")
  String one(Member member, Shell shell, Model model, @PathVariable String ad) {
    WorkspaceId workspace = member.workspaceId();
    Instant now = clock.instant();
    LocalDate since = today(member).minusDays(DAYS - 1L);
    AdViews.One page =
        tx.in(
            workspace,
            () -> {
              AdDetail found = ads.find(workspace, ad).orElseThrow(() -> ApiProblem.notFound("ad"));
              Ad what = found.ad();
              return new AdViews.One(
                  AdViews.row(
                      shell,
                      found,
                      ads.totals(workspace, List.of(ad), since).getOrDefault(ad, AdTotals.NOTHING)),
                  List.of(
                      place(shell, workspace, what, "ad", what.adId(), what.name()),
                      place(shell, workspace, what, "adset", what.adsetId(), what.adsetName()),
                      place(
                          shell,
                          workspace,
                          what,
                          "campaign",
                          what.campaignId(),
                          what.campaignName())),
                  found.objective(),
                  found.wantedAt(),
                  found.learntAt(),
                  found.refusal() == null
                      ? null
                      : shell.words().of("ads.unknown." + found.refusal()),
                  ads.days(workspace, ad, 92).stream().map(AdViews.Day::of).toList(),
                  now);
            });
    model.addAttribute("shell", shell);
    model.addAttribute("page", page);
    return "ads/one";
  }

  private AdViews.Place place(
      Shell shell,
      WorkspaceId workspace,
      Ad ad,
      String kind,
      @Nullable String id,
      @Nullable String name) {
    List<AdNameRepository.Once> all =
        id == null ? List.of() : names.of(workspace, ad.source(), kind, id);
    return AdViews.place(shell.words(), kind, id, name, all);
  }

  /** The picture, from here; pages load nothing from elsewhere. */
  @GetMapping("/{ad}/picture")
  ResponseEntity<byte[]> picture(Member member, @PathVariable String ad) {
    return pictures
        .find(member.workspaceId(), ad)
        .map(
            image ->
                ResponseEntity.ok()
                    .header("Content-Type", PictureRules.TYPE)
                    .header("Content-Disposition", "inline; filename=\"ad.jpg\"")
                    .body(image))
        .orElseThrow(() -> ApiProblem.notFound("picture of this ad"));
  }

  private LocalDate today(Member member) {
    return LocalDate.ofInstant(clock.instant(), member.workspace().timezone());
  }
}
