package popeki;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What people of the demo's history wrote, and what became of it. */
final class SeedTalk {
  private static final List<String> FIRST =
      List.of(
          "Ana",
          "Bruno",
          "Camila",
          "Diego",
          "Eduarda",
          "Felipe",
          "Gabriela",
          "Heitor",
          "Isabela",
          "João",
          "Karina",
          "Lucas",
          "Mariana",
          "Nicolas",
          "Olívia",
          "Pedro",
          "Rafaela",
          "Sofia",
          "Thiago",
          "Valentina",
          "Wagner",
          "Yasmin",
          "Beatriz",
          "Caio",
          "Larissa",
          "Matheus");
  private static final List<String> LAST =
      List.of(
          "Almeida",
          "Barbosa",
          "Cardoso",
          "Duarte",
          "Esteves",
          "Ferreira",
          "Gomes",
          "Lima",
          "Machado",
          "Nogueira",
          "Oliveira",
          "Pereira",
          "Ramos",
          "Souza",
          "Teixeira",
          "Vieira");

  private SeedTalk() {}

  /** A line after the opening. */
  record Line(boolean seller, String text) {}

  /**
   * A talk and how it reads.
   *
   * @param budgetMinor 0 when none was named
   * @param won how often it ends in a sale, 0 to 1
   */
  record Talk(
      String category,
      int score,
      String intent,
      String urgency,
      String language,
      long budgetMinor,
      boolean priceSensitive,
      double won,
      List<Line> lines) {}

  private static final List<Talk> GOOD =
      List.of(
          talk(
              "hot",
              92,
              "booking",
              "now",
              "pt",
              300_000,
              false,
              0.46,
              "> Quero fazer o implante, consigo pagar até R$ 3.000. Tem horário hoje?",
              "< Temos sim, 16h30 serve?",
              "> Serve! Já estou indo"),
          talk(
              "hot",
              86,
              "purchase",
              "this_week",
              "pt",
              35_000,
              false,
              0.55,
              "> Quero fechar o clareamento de R$ 350, como faço o pix?",
              "< Te mando a chave agora",
              "> Perfeito, quinta às 10h então"),
          talk(
              "hot",
              81,
              "booking",
              "this_week",
              "es",
              400_000,
              false,
              0.4,
              "> Hola, quiero una cita esta semana para implantes. Tengo hasta 4000 reales",
              "< Claro, el jueves a las 15 h",
              "> Perfecto"),
          talk(
              "hot",
              88,
              "booking",
              "now",
              "pt",
              0,
              false,
              0.35,
              "> Estou com muita dor, atendem agora?",
              "< Sim, pode vir",
              "> Chego em 30 minutos"),
          talk(
              "hot",
              79,
              "quote",
              "this_week",
              "en",
              150_000,
              false,
              0.33,
              "> Hi, how much for six veneers? I am in town until Friday, budget around R$ 1,500",
              "< We can see you tomorrow at 11",
              "> Great, book me in"));

  private static final List<Talk> FAIR =
      List.of(
          talk(
              "warm",
              68,
              "quote",
              "unknown",
              "pt",
              0,
              false,
              0.12,
              "> Quanto custa o clareamento? Aceita cartão?",
              "< R$ 890 em até 6x",
              "> Obrigada, vou ver"),
          talk(
              "warm",
              61,
              "availability",
              "this_week",
              "pt",
              0,
              false,
              0.14,
              "> Vocês atendem sábado de manhã?",
              "< Atendemos até 12h",
              "> Ótimo"),
          talk(
              "warm",
              57,
              "information",
              "later",
              "pt",
              0,
              false,
              0.07,
              "> Minha filha precisa de aparelho, como funciona o pagamento?",
              "< A manutenção fica R$ 150 por mês"),
          talk(
              "warm",
              52,
              "quote",
              "unknown",
              "pt",
              0,
              true,
              0.05,
              "> Nossa, muito caro. Tem desconto?",
              "< À vista consigo 10%",
              "> Vou pensar"));

  private static final List<Talk> POOR =
      List.of(
          talk("cold", 28, "information", "unknown", "pt", 0, false, 0.01, "> valor?"),
          talk(
              "cold",
              22,
              "information",
              "unknown",
              "pt",
              0,
              true,
              0.01,
              "> só queria saber os preços mesmo",
              "< A avaliação é gratuita, quer marcar?"),
          talk("cold", 18, "none", "unknown", "pt", 0, false, 0, "> participando!"),
          talk("other", 8, "wrong_number", "unknown", "pt", 0, false, 0, "> oi amor, compra pão"),
          talk(
              "spam",
              3,
              "sales_pitch",
              "unknown",
              "pt",
              0,
              false,
              0,
              "> Garantimos 10 mil seguidores em 7 dias, posso apresentar a proposta?"),
          talk(
              "job_seeker",
              9,
              "job_application",
              "unknown",
              "pt",
              0,
              false,
              0,
              "> Gostaria de enviar meu currículo para auxiliar"));

  private static final List<Talk> KNOWN =
      List.of(
          talk(
              "existing_customer",
              38,
              "reschedule_cancel",
              "this_week",
              "pt",
              0,
              false,
              0,
              "> Sou paciente, preciso remarcar minha limpeza",
              "< Sexta às 9h?",
              "> Perfeito"),
          talk(
              "support",
              24,
              "support_request",
              "now",
              "pt",
              0,
              false,
              0,
              "> O provisório que vocês fizeram soltou",
              "< Pode vir hoje, encaixamos"));

  private static Talk talk(
      String category,
      int score,
      String intent,
      String urgency,
      String language,
      long budgetMinor,
      boolean priceSensitive,
      double won,
      String... said) {
    var lines = new ArrayList<Line>();
    for (String line : said) {
      lines.add(new Line(line.charAt(0) == '<', line.substring(2)));
    }
    return new Talk(
        category,
        score,
        intent,
        urgency,
        language,
        budgetMinor,
        priceSensitive,
        won,
        List.copyOf(lines));
  }

  static Talk pick(Random random, double quality) {
    double dice = random.nextDouble();
    if (dice < 0.07) {
      return one(random, KNOWN);
    }
    if (dice < 0.07 + quality * 0.42) {
      return one(random, GOOD);
    }
    return one(random, dice < 0.07 + quality * 1.25 ? FAIR : POOR);
  }

  /** The outcomes after the talk, in order. */
  static List<String> path(Random random, Talk talk) {
    boolean won = random.nextDouble() < talk.won();
    boolean answered = talk.lines().stream().anyMatch(Line::seller);
    if (won) {
      return random.nextBoolean()
          ? List.of("contacted", "qualified", "won")
          : List.of("qualified", "quoted", "won");
    }
    return switch (talk.category()) {
      case "hot" ->
          random.nextInt(3) == 0
              ? List.of("contacted", "qualified", "lost")
              : List.of("contacted", "qualified", "quoted");
      case "warm" ->
          random.nextInt(4) == 0 ? List.of("contacted", "qualified") : List.of("contacted");
      default -> answered ? List.of("contacted") : List.of();
    };
  }

  /** What a sale brought: the named budget or the price list. */
  static long value(Random random, Talk talk) {
    long[] list = {35_000, 35_000, 89_000, 89_000, 120_000, 240_000, 280_000, 450_000};
    return talk.budgetMinor() > 0 ? talk.budgetMinor() : list[random.nextInt(list.length)];
  }

  static String name(Random random) {
    return one(random, FIRST) + " " + one(random, LAST);
  }

  private static <T> T one(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
