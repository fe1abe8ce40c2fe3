package popeki.ads;

import java.text.Normalizer;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import popeki.kernel.Pure;

/** Which column of a file says what; guessed by the names that ad platforms give them. */
@Pure
final class SpendColumns {
  private SpendColumns() {}

  /** What a column may say. */
  enum Field {
    DAY(
        "day",
        "date",
        "dia",
        "data",
        "fecha",
        "tag",
        "datum",
        "jour",
        "by day",
        "time",
        "stat time day",
        "reporting starts",
        "inicio dos relatorios",
        "inicio del informe",
        "report date",
        "date start"),
    CAMPAIGN_ID(
        "campaign id",
        "id da campanha",
        "identificador da campanha",
        "id de la campana",
        "identificador de la campana",
        "id campanha",
        "id campana"),
    CAMPAIGN(
        "campaign",
        "campaign name",
        "campanha",
        "nome da campanha",
        "campana",
        "nombre de la campana",
        "utm campaign",
        "kampagne"),
    AD_ID("ad id", "id do anuncio", "identificador do anuncio", "id del anuncio", "id anuncio"),
    AMOUNT(
        "cost",
        "spend",
        "amount",
        "amount spent",
        "total cost",
        "total spend",
        "custo",
        "valor usado",
        "valor gasto",
        "gasto",
        "importe gastado",
        "inversion",
        "coste",
        "kosten",
        "despesa",
        "investimento"),
    CURRENCY(
        "currency",
        "currency code",
        "moeda",
        "codigo da moeda",
        "moneda",
        "codigo de moneda",
        "waehrung"),
    IMPRESSIONS("impressions", "impr", "impressoes", "impresiones", "impressionen", "imp"),
    CLICKS(
        "clicks",
        "cliques",
        "clics",
        "clicks all",
        "cliques todos",
        "clics todos",
        "klicks",
        "link clicks",
        "cliques no link"),
    SOURCE("source", "platform", "origem", "plataforma", "origen", "fonte", "publisher platform");

    /** Made by {@code List.of}, so nothing changes it. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> names;

    Field(String... names) {
      this.names = List.of(names);
    }

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** For each field the column that most likely says it; -1 for none. Each column is taken once. */
  static Map<Field, Integer> guess(List<String> head) {
    Map<Field, Integer> guessed = new EnumMap<>(Field.class);
    var taken = new java.util.HashSet<Integer>();
    for (Field field : Field.values()) {
      int best = -1;
      int rank = Integer.MAX_VALUE;
      for (int column = 0; column < head.size(); column++) {
        int at = field.names.indexOf(plain(head.get(column)));
        if (at >= 0 && at < rank && !taken.contains(column)) {
          best = column;
          rank = at;
        }
      }
      guessed.put(field, best);
      if (best >= 0) {
        taken.add(best);
      }
    }
    return guessed;
  }

  /** The currency in brackets after a name: {@code Amount spent (BRL)}; empty for none. */
  static String currencyOf(String name) {
    var found = java.util.regex.Pattern.compile("[(\\[]([A-Z]{3})[)\\]]").matcher(name);
    return found.find() ? found.group(1) : "";
  }

  /** Small letters without accents, brackets and points: {@code Impr.} is {@code impr}. */
  static String plain(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFD)
        .replaceAll("\\p{M}", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[(\\[][a-z]{3}[)\\]]", " ")
        .replaceAll("[^a-z0-9]+", " ")
        .strip();
  }
}
