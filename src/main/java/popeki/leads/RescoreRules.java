package popeki.leads;

import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * When a conversation is read after a message. First soon, once the person pauses; then again when
 * something new was said; after a few readings only now and then; and never again once a person has
 * judged.
 */
@Pure
final class RescoreRules {
  static final int MOST_RUNS = 10;
  private static final int EAGER_RUNS = 3;
  private static final int ENOUGH_NEW_MESSAGES = 5;
  private static final Duration CALM = Duration.ofMinutes(30);
  private static final int LONGEST_ACKNOWLEDGEMENT = 5;

  /**
   * Words that add nothing alone. A yes is not among them: after "Saturday at ten?" it is what the
   * seller waits for.
   */
  private static final Set<String> ACKNOWLEDGING =
      Set.copyOf(
          Arrays.asList(
              ("ok okay oki okk k kk kkk kkkk blz beleza certo entendi entendido perfeito show top legal"
                      + " otimo maravilha joia valeu vlw obg obrigado obrigada brigado brigada muito ta"
                      + " bom boa bem dia tarde noite tchau abraco abracos amem rs rsrs haha hahaha"
                      + " ola oi opa de nada por viu agradeco"
                      + " thanks thank thx ty you so much great cool nice perfect got it noted bye hello"
                      + " hi hey good morning night welcome alright sure"
                      + " gracias muchas mil vale listo entendido perfecto genial bueno buenas buenos"
                      + " dias tardes noches hola adios saludos jaja jajaja"
                      + " dhanyavad dhanyawad shukriya theek thik hai accha acha namaste ji"
                      + " makasih terima kasih trims oke baik siap sip"
                      + " danke merci grazie")
                  .split(" ")));

  /** How long to wait for silence, and how long at most. */
  record Timing(Duration debounce, Duration maxWait) {}

  /**
   * A conversation that already waits.
   *
   * @param messages that came since it began to wait
   */
  record Waiting(Instant firstAt, Instant dueAt, long messages) {}

  /**
   * What is known of a conversation when a message comes.
   *
   * @param runs how often a machine has read it
   * @param judged whether a reading, a refusal to read or a person's answer is there
   */
  record Situation(
      int runs,
      @Nullable Instant lastRunAt,
      boolean judged,
      boolean byPerson,
      @Nullable Waiting waiting) {}

  private RescoreRules() {}

  /** When to read it; empty when this message is no reason to. */
  static Optional<Instant> due(Situation known, @Nullable String text, Instant now, Timing timing) {
    if (known.byPerson() || known.runs() >= MOST_RUNS) {
      return Optional.empty();
    }
    if (text == null || text.isBlank()) {
      return known.judged() || known.waiting() != null
          ? Optional.empty()
          : Optional.of(now.plus(timing.debounce()));
    }
    if (known.runs() > 0 && isAcknowledgement(text)) {
      return Optional.empty();
    }
    return Optional.of(
        known.runs() >= EAGER_RUNS ? calm(known, now, timing) : soon(known, now, timing));
  }

  private static Instant soon(Situation known, Instant now, Timing timing) {
    Instant firstAt = known.waiting() == null ? now : known.waiting().firstAt();
    return earlier(now.plus(timing.debounce()), firstAt.plus(timing.maxWait()));
  }

  /** Half an hour after the last reading, or soon after enough new messages. */
  private static Instant calm(Situation known, Instant now, Timing timing) {
    Instant soon = now.plus(timing.debounce());
    Waiting waiting = known.waiting();
    long messages = waiting == null ? 1 : waiting.messages() + 1;
    Instant calm = known.lastRunAt() == null ? soon : later(soon, known.lastRunAt().plus(CALM));
    if (messages < ENOUGH_NEW_MESSAGES) {
      return calm;
    }
    return waiting == null ? soon : earlier(soon, waiting.dueAt());
  }

  /** Emoji, or a few words of thanks and agreement. A question or a number is never one. */
  static boolean isAcknowledgement(String text) {
    if (text.indexOf('?') >= 0 || text.codePoints().anyMatch(Character::isDigit)) {
      return false;
    }
    String plain =
        Normalizer.normalize(text, Normalizer.Form.NFD)
            .replaceAll("\\p{Mn}+", "")
            .toLowerCase(Locale.ROOT);
    String[] words =
        Arrays.stream(plain.split("[^\\p{L}\\p{M}]+"))
            .filter(word -> !word.isEmpty())
            .toArray(String[]::new);
    return words.length <= LONGEST_ACKNOWLEDGEMENT
        && Arrays.stream(words).allMatch(ACKNOWLEDGING::contains);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
