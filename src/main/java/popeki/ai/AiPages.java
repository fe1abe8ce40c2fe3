package popeki.ai;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import popeki.kernel.Money;
import popeki.kernel.WorkspaceId;
import popeki.platform.AiKind;
import popeki.platform.AiObstacle;
import popeki.platform.AiProvider;
import popeki.platform.AiSettings;
import popeki.platform.AiTerms;
import popeki.platform.Cursor;
import popeki.platform.FigureView;
import popeki.platform.Page;
import popeki.platform.Paging;
import popeki.platform.Period;
import popeki.platform.Shell;
import popeki.platform.Tone;
import popeki.platform.Words;
import popeki.workspaces.Member;

/** Gathers what the page about AI shows. */
@Component
class AiPages {
  private static final long MICROS_OF_A_CENT = 10_000;

  private final Calls calls;
  private final AiSettings ai;
  private final Clock clock;

  AiPages(Calls calls, AiSettings ai, Clock clock) {
    this.calls = calls;
    this.ai = ai;
    this.clock = clock;
  }

  AiPageView.Page page(Member member, Shell shell, @Nullable Cursor after) {
    WorkspaceId workspace = member.workspaceId();
    Words w = shell.words();
    LocalDate today = calls.today();
    boolean leaves = !calls.nothingLeaves(workspace);
    Page<Call> log =
        calls.list(
            workspace, new Period(null, null, ZoneOffset.UTC), new Paging(Paging.DEFAULT, after));
    return new AiPageView.Page(
        ai.inForce(today).isEmpty() ? "none" : leaves ? "open" : "inside",
        leaves,
        member.role().administers(),
        ai.providers().stream().map(provider -> provider(provider, today, w)).toList(),
        usage(calls.usage(workspace), w),
        log.data().stream().map(call -> line(call, w)).toList(),
        log.nextCursor() == null ? null : shell.path("settings/ai?cursor=" + log.nextCursor()),
        shell.path("settings/ai.csv"),
        shell.path("settings/ai/outside"),
        clock.instant());
  }

  private AiPageView.Provider provider(AiProvider provider, LocalDate today, Words w) {
    AiTerms terms = provider.terms();
    List<AiObstacle> obstacles = ai.obstacles(provider, today);
    Integer days = terms == null ? null : terms.retentionDays();
    LocalDate until = terms == null ? null : terms.validUntil();
    return new AiPageView.Provider(
        name(provider.name(), w),
        provider.model(),
        obstacles.isEmpty(),
        obstacles.stream().map(obstacle -> w.of("ai.obstacle." + obstacle.wire())).toList(),
        provider.region().isEmpty() ? null : region(provider.region(), w),
        days == null ? null : days == 0 ? w.of("ai.kept.not") : w.of("ai.kept.days", days),
        until == null ? null : w.day(until));
  }

  private static List<FigureView> usage(Calls.Usage usage, Words w) {
    CallRepository.Used month = usage.month();
    return List.of(
        FigureView.of(w.of("ai.usage.calls"), w.number(month.calls())),
        FigureView.of(w.of("ai.usage.tokens"), w.compact((double) month.tokens()))
            .withChange(share(month.tokens(), usage.budgetMonth(), w)),
        FigureView.of(w.of("ai.usage.today"), w.compact((double) usage.today().tokens()))
            .withChange(share(usage.today().tokens(), usage.budgetDay(), w)),
        month.costMicros() == 0
            ? FigureView.unknown(w.of("ai.usage.cost"), w.of("ai.usage.cost.unknown"))
            : FigureView.of(w.of("ai.usage.cost"), cents(month.costMicros(), w)));
  }

  private static FigureView.Change share(long used, long budget, Words w) {
    String words =
        budget == 0
            ? w.of("ai.usage.no_budget")
            : w.of("ai.usage.share", w.percent((double) used / budget));
    return new FigureView.Change(FigureView.Direction.SAME, words, null, Tone.NEUTRAL);
  }

  private static String cents(long micros, Words w) {
    return micros < MICROS_OF_A_CENT
        ? w.of("ai.usage.cost.little")
        : w.money(Money.of(BigDecimal.valueOf(micros, 6).setScale(2, RoundingMode.HALF_UP), "USD"));
  }

  private static AiPageView.Line line(Call call, Words w) {
    boolean answered = call.outcome().equals(Call.ANSWERED);
    boolean asked = call.outcome().equals(Call.ASKED);
    return new AiPageView.Line(
        call.at(),
        name(call.provider(), w),
        call.model(),
        region(call.region(), w),
        w.has("ai.purpose." + call.purpose())
            ? w.of("ai.purpose." + call.purpose())
            : call.purpose(),
        call.masked().isEmpty()
            ? null
            : call.masked().stream().map(kind -> mask(kind, w)).collect(Collectors.joining(", ")),
        w.of("ai.log.size.out", w.number(call.bytesOut())),
        call.bytesIn() == null ? null : w.of("ai.log.size.in", w.number(call.bytesIn())),
        call.latencyMs() == null ? null : seconds(Duration.ofMillis(call.latencyMs()), w),
        call.tokensIn() == null || call.tokensOut() == null
            ? null
            : w.of("ai.log.tokens", w.number(call.tokensIn()), w.number(call.tokensOut())),
        w.of("ai.outcome." + call.outcome()),
        answered ? Tone.POSITIVE : asked ? Tone.NEUTRAL : Tone.WARNING,
        answered ? "circle-check" : asked ? "hourglass" : "triangle-alert");
  }

  private static String seconds(Duration took, Words w) {
    return w.of("ai.log.seconds", w.number(Math.round(took.toMillis() / 100.0) / 10.0));
  }

  private static String mask(String kind, Words w) {
    return w.has("ai.mask." + kind) ? w.of("ai.mask." + kind) : kind;
  }

  private static String region(String word, Words w) {
    return w.has("ai.region." + word) ? w.of("ai.region." + word) : word;
  }

  private static String name(String wire, Words w) {
    return AiKind.of(wire).isPresent() ? w.of("ai.provider." + wire) : wire;
  }
}
