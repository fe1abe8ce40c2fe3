package popeki.platform;

import java.math.BigDecimal;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;

/**
 * An AI provider as the operator configured it, whether or not it may be called: that is for {@link
 * AiSettings#obstacles} to say.
 *
 * @param base where it is; null when it has no usual address and none was given
 * @param key the secret; never printed
 * @param model null when it has no usual one and none was given
 * @param terms the operator's attestation
 * @param price for estimates of cost; null when the operator named none
 */
@Pure
public record AiProvider(
    AiKind kind,
    @Nullable URI base,
    @Nullable String key,
    @Nullable String model,
    @Nullable AiTerms terms,
    @Nullable Price price) {
  /**
   * What a million tokens cost in US dollars, so that tokens times price are millionths.
   *
   * @param in of what is asked
   * @param out of what is answered
   */
  public record Price(BigDecimal in, BigDecimal out) {
    /** The cost of an exchange in millionths of a US dollar, rounded up. */
    public long micros(long tokensIn, long tokensOut) {
      return in.multiply(BigDecimal.valueOf(tokensIn))
          .add(out.multiply(BigDecimal.valueOf(tokensOut)))
          .setScale(0, java.math.RoundingMode.CEILING)
          .longValueExact();
    }
  }

  public String name() {
    return kind.wire();
  }

  /** The address of a provider that may be called. */
  public URI address() {
    return Objects.requireNonNull(base, "no address");
  }

  /** The model of a provider that may be called. */
  public String chosenModel() {
    return Objects.requireNonNull(model, "no model");
  }

  /** Where the operator attests that it is processed; empty when nobody did. */
  public String region() {
    return terms == null || terms.region() == null ? "" : terms.region();
  }

  @Override
  public String toString() {
    return "AiProvider[" + name() + ", " + model + "]";
  }
}
