package popeki.kernel;

import java.util.UUID;

/** A row of the conversions ledger. */
public record ConversionId(UUID value) {
  public static ConversionId of(String text) {
    return new ConversionId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
