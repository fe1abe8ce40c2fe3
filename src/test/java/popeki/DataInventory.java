package popeki;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** {@code data-inventory.yaml} with its short forms spelled out: ten answers for each column. */
final class DataInventory {
  private static final List<String> ANSWERS =
      List.of(
          "subject",
          "category",
          "purpose",
          "basis",
          "retention",
          "erase",
          "export",
          "encrypted",
          "log");
  private static final Map<String, Set<String>> WORDS =
      Map.of(
          "subject", Set.of("contact", "account_user", "visitor", "workspace", "none"),
          "purpose",
              Set.of(
                  "attribution",
                  "lead_scoring",
                  "conversion_delivery",
                  "reporting",
                  "account",
                  "operation",
                  "privacy_rights"),
          "basis", Set.of("tenant", "contract", "legal_obligation", "legitimate_interest", "none"),
          "retention",
              Set.of(
                  "clicks",
                  "click_ip",
                  "messages",
                  "webhooks",
                  "leads",
                  "conversions",
                  "audit",
                  "contact",
                  "account",
                  "session",
                  "day",
                  "mail",
                  "workspace",
                  "installation"),
          "erase", Set.of("delete", "null", "shred", "aggregate", "keep"),
          "export", Set.of("provided", "derived", "no"),
          "encrypted", Set.of("true", "false"),
          "log", Set.of("never", "masked", "ok"));

  private final Map<String, Map<String, String>> columns = new TreeMap<>();
  private final Set<String> findings = new TreeSet<>();

  private DataInventory() {}

  /** The inventory of the product. */
  static DataInventory load() {
    try (InputStream file = DataInventory.class.getResourceAsStream("/data-inventory.yaml")) {
      return of(new Yaml().load(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static DataInventory of(Map<String, Map<String, Map<String, Object>>> file) {
    var inventory = new DataInventory();
    Map<String, Map<String, Object>> kinds = file.getOrDefault("kinds", Map.of());
    file.getOrDefault("tables", Map.of())
        .forEach(
            (table, text) -> {
              Map<String, Object> defaults = map(text.get("defaults"));
              map(text.get("columns"))
                  .forEach(
                      (column, answer) ->
                          inventory.add(table + "." + column, defaults, kinds, answer));
            });
    return inventory;
  }

  private void add(
      String column,
      Map<String, Object> defaults,
      Map<String, Map<String, Object>> kinds,
      @Nullable Object answer) {
    Map<String, Object> own =
        answer instanceof Map ? map(answer) : Map.of("kind", String.valueOf(answer));
    String kind = String.valueOf(own.get("kind"));
    var all = new LinkedHashMap<String, String>();
    all.put("category", kind);
    defaults.forEach((name, value) -> all.put(name, String.valueOf(value)));
    Map<String, Object> shared = kinds.get(kind);
    if (shared == null) {
      findings.add(column + ": the kind " + kind + " is not described");
    } else {
      shared.forEach((name, value) -> all.put(name, String.valueOf(value)));
    }
    own.forEach((name, value) -> all.put(name, String.valueOf(value)));
    all.remove("kind");
    columns.put(column, all);
    check(column, all);
  }

  private void check(String column, Map<String, String> answers) {
    for (String question : ANSWERS) {
      if (!answers.containsKey(question)) {
        findings.add(column + ": " + question + " is not answered");
      }
    }
    answers.forEach(
        (question, answer) -> {
          Set<String> words = WORDS.get(question);
          if (words != null) {
            for (String word : words(answer)) {
              if (!words.contains(word.replaceFirst(":.*", ""))) {
                findings.add(column + ": " + question + " cannot be " + answer);
              }
              if (word.matches("(keep|no)(:\\s*)?")) {
                findings.add(column + ": " + question + " gives no reason");
              }
            }
          } else if (!Set.of("category", "clear").contains(question)) {
            findings.add(column + ": " + question + " is not asked");
          }
        });
  }

  /** A list's words; a reason may hold a comma and is one word. */
  private static List<String> words(String answer) {
    return answer.startsWith("[")
        ? List.of(answer.substring(1, answer.length() - 1).split(", *"))
        : List.of(answer);
  }

  /** What is wrong with the file itself. */
  Set<String> findings() {
    return findings;
  }

  /** {@code schema.table.column} to its answers. */
  Map<String, Map<String, String>> columns() {
    return columns;
  }

  /** The inventory against the columns of a database, named with their type. */
  Set<String> differences(Map<String, String> database) {
    var found = new TreeSet<String>();
    database.forEach(
        (column, type) -> {
          Map<String, String> answers = columns.get(column);
          if (answers == null) {
            found.add(column + ": not classified in data-inventory.yaml");
            return;
          }
          boolean encrypted = "true".equals(answers.get("encrypted"));
          if (encrypted && !type.equals("bytea")) {
            found.add(column + ": said to be encrypted, but is " + type);
          }
          if (personalWords(answers) && !encrypted && !answers.containsKey("clear")) {
            found.add(column + ": a person's " + answers.get("category") + " lies there in clear");
          }
        });
    columns.keySet().stream()
        .filter(column -> !database.containsKey(column))
        .forEach(column -> found.add(column + ": classified, but the database has no such column"));
    return found;
  }

  private static boolean personalWords(Map<String, String> answers) {
    return Set.of("contact", "account_user", "visitor").contains(answers.get("subject"))
        && Set.of("name", "address", "identifier", "content", "actor_name", "network")
            .contains(answers.get("category"));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(@Nullable Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }
}
