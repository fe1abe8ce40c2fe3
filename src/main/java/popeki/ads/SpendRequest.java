package popeki.ads;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Money;
import popeki.platform.ApiProblem;
import popeki.platform.ApiProblem.FieldError;
import popeki.platform.MoneyJson;

/** What ads cost, as a caller reports it. Everything wrong in it is named at once, by row. */
record SpendRequest(
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable List<@Nullable Row> rows) {
  static final int MOST_ROWS = 5_000;
  private static final int LONGEST_NAME = 200;

  /** A row before it was looked at. */
  record Row(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, format = "date") @Nullable String date,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, minLength = 1, maxLength = 200)
          @Nullable String source,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, minLength = 1, maxLength = 200)
          @Nullable String campaignId,
      @Nullable String adId,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              types = {"string", "number"},
              description = "A decimal such as \"350.00\"; not negative.")
          @Nullable String amount,
      @Nullable String currency,
      @Schema(minimum = "0") @Nullable Long impressions,
      @Schema(minimum = "0") @Nullable Long clicks) {}

  /**
   * The rows, all valid and each key once.
   *
   * @throws ApiProblem 400, naming every wrong field
   */
  List<SpendRow> valid(String fallbackCurrency) {
    if (rows == null || rows.isEmpty() || rows.size() > MOST_ROWS) {
      throw ApiProblem.invalid("rows", "must hold 1 to " + MOST_ROWS + " rows");
    }
    var errors = new ArrayList<FieldError>();
    var valid = new ArrayList<SpendRow>(rows.size());
    Map<SpendRow.Key, Integer> seen = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      SpendRow row = row("rows[" + i + "]", rows.get(i), fallbackCurrency, errors);
      if (row == null) {
        continue;
      }
      Integer earlier = seen.putIfAbsent(row.key(), i);
      if (earlier != null) {
        errors.add(
            new FieldError(
                "rows[" + i + "]",
                "repeats rows[" + earlier + "]: one row per date, source, campaign_id and ad_id"));
      }
      valid.add(row);
    }
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    return valid;
  }

  private static @Nullable SpendRow row(
      String at, @Nullable Row row, String fallbackCurrency, List<FieldError> errors) {
    if (row == null) {
      errors.add(new FieldError(at, "must be an object"));
      return null;
    }
    LocalDate day = read(() -> day(at, row.date()), errors);
    String source = read(() -> name(at + ".source", row.source()), errors);
    String campaign = read(() -> name(at + ".campaign_id", row.campaignId()), errors);
    String ad =
        row.adId() == null || row.adId().isBlank()
            ? null
            : read(() -> name(at + ".ad_id", row.adId()), errors);
    Money amount = read(() -> amount(at, row, fallbackCurrency), errors);
    Long impressions = read(() -> count(at + ".impressions", row.impressions()), errors);
    Long clicks = read(() -> count(at + ".clicks", row.clicks()), errors);
    return day == null || source == null || campaign == null || amount == null
        ? null
        : new SpendRow(day, source, campaign, ad, amount, impressions, clicks);
  }

  private static <T extends @Nullable Object> @Nullable T read(
      Supplier<T> reading, List<FieldError> errors) {
    try {
      return reading.get();
    } catch (WrongField e) {
      errors.add(e.error);
    }
    return null;
  }

  private static LocalDate day(String at, @Nullable String text) {
    try {
      LocalDate day = text == null ? LocalDate.MIN : LocalDate.parse(text.strip());
      if (day.getYear() >= 1970 && day.getYear() <= 9999) {
        return day;
      }
    } catch (DateTimeException e) {
      throw new WrongField(at + ".date", "must be a date such as 2026-11-24");
    }
    throw new WrongField(at + ".date", "must be a date such as 2026-11-24");
  }

  private static String name(String field, @Nullable String text) {
    if (text == null || text.isBlank() || text.strip().length() > LONGEST_NAME) {
      throw new WrongField(field, "must be a text of 1 to " + LONGEST_NAME + " characters");
    }
    return text.strip();
  }

  private static Money amount(String at, Row row, String fallbackCurrency) {
    try {
      Money money = new MoneyJson(row.amount(), row.currency()).toMoney(at, fallbackCurrency);
      if (money.minor() < 0) {
        throw new WrongField(at + ".amount", "must not be negative");
      }
      return money;
    } catch (ApiProblem e) {
      throw new WrongField(e);
    }
  }

  private static @Nullable Long count(String field, @Nullable Long value) {
    if (value != null && value < 0) {
      throw new WrongField(field, "must not be negative");
    }
    return value;
  }

  /** A field that cannot be; collected, never seen outside. */
  private static final class WrongField extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient FieldError error;

    WrongField(String field, String message) {
      super(field, null, false, false);
      this.error = new FieldError(field, message);
    }

    WrongField(ApiProblem problem) {
      super(problem.detail(), null, false, false);
      String detail = problem.detail();
      int space = detail.indexOf(' ');
      this.error = new FieldError(detail.substring(0, space), detail.substring(space + 1));
    }
  }
}
