package popeki.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;
import popeki.sandbox.Story.Line;
import popeki.sandbox.Story.Speaker;

/** What people write to a dental clinic, in three languages and every temper. */
@Pure
final class Dialogues {
  private Dialogues() {}

  /**
   * @param opening what stands in place of the text that was typed for the person; null keeps that
   * @param lines {@code "> …"} is the person, {@code "< …"} the seller
   */
  record Dialogue(String about, @Nullable String opening, List<Line> lines) {}

  /** The first visitor of a demo: all is said in one message. */
  static final Dialogue FIRST =
      dialogue(
          "implant today",
          "Oi! Vi o anúncio de implante. Quanto custa? Posso gastar até R$ 3.000 e queria agendar a avaliação ainda hoje 🙏",
          "< Oi! Que bom que escreveu. A avaliação é gratuita, temos 16h30 hoje. Serve?",
          "> Serve sim! Pode marcar às 16h30");

  static final List<Dialogue> ALL =
      List.of(
          FIRST,
          dialogue(
              "whitening price",
              null,
              "> Quanto fica o clareamento?",
              "< Oi! O clareamento a laser sai por R$ 890 em até 6x.",
              "> Aceita cartão? Queria fazer essa semana"),
          dialogue(
              "whitening sale",
              null,
              "> Bom dia, quero fechar o clareamento de R$ 350",
              "< Bom dia! Tenho amanhã às 10h, pode ser?",
              "> Pode! Já faço o pix agora",
              "< Recebido, obrigado! Venda fechada R$ 350"),
          dialogue(
              "braces for a daughter",
              null,
              "> Minha filha tem 12 anos e precisa de aparelho. Quanto custa mais ou menos por mês?",
              "< Oi! Depende do caso, a manutenção fica a partir de R$ 150 por mês.",
              "> Ok, vou falar com meu marido e te aviso semana que vem"),
          dialogue("just looking", null, "> só queria saber os preços mesmo, obrigada"),
          dialogue(
              "pain now",
              "Estou com muita dor de dente desde ontem, vocês atendem emergência agora?",
              "< Atendemos sim. Consegue chegar em 40 minutos?",
              "> Consigo, me manda o endereço por favor"),
          dialogue(
              "implant, in Spanish",
              "Hola, vi el anuncio de implantes. ¿Cuánto cuesta? Tengo hasta 4000 reales y quiero una cita esta semana",
              "< ¡Hola! Tenemos cita el jueves a las 15 h.",
              "> Perfecto, reservame el jueves"),
          dialogue(
              "veneers, in English",
              "Hi! I am visiting São Paulo next month. How much are porcelain veneers? My budget is about 1,500 dollars",
              "< Hi! For six veneers it is around that. Would you like an online evaluation first?",
              "> Yes please, tomorrow works"),
          dialogue(
              "insurance question",
              null,
              "> Vocês atendem convênio?",
              "< Atendemos os principais, qual é o seu?",
              "> Vou ver aqui e já te falo"),
          dialogue(
              "moves an appointment",
              "Oi, sou paciente de vocês. Preciso remarcar minha limpeza de quinta, pode ser?",
              "< Claro! Sexta às 9h?",
              "> Perfeito, obrigada"),
          dialogue(
              "seeks work",
              "Bom dia, gostaria de enviar meu currículo para a vaga de auxiliar de saúde bucal"),
          dialogue(
              "sells to the clinic",
              "Olá! Somos a agência Top Seguidores e garantimos 10 mil seguidores em 7 dias. Podemos apresentar nossa proposta?"),
          dialogue(
              "too dear",
              null,
              "> Quanto é a avaliação?",
              "< A avaliação é gratuita e o plano sai a partir de R$ 2.400.",
              "> Nossa, muito caro. Tem desconto?",
              "< À vista consigo 10%."),
          dialogue(
              "implant sale",
              null,
              "> Quero fazer o implante que vimos na avaliação, qual a forma de pagamento?",
              "< Pode ser em 10x sem juros ou à vista com desconto.",
              "> Vou pagar à vista hoje",
              "< Perfeito! Venda fechada R$ 2.800"),
          dialogue("wrong chat", "oi amor, chego em 10 min, compra pão"));

  /** Pauses as people make them: seconds, so that a watcher sees something. */
  private static Dialogue dialogue(String about, @Nullable String opening, String... said) {
    var lines = new ArrayList<Line>();
    for (int i = 0; i < said.length; i++) {
      lines.add(
          new Line(
              said[i].charAt(0) == '<' ? Speaker.SELLER : Speaker.PERSON,
              Duration.ofSeconds(i == 0 ? 3 : 9 + 4L * i),
              said[i].substring(2)));
    }
    return new Dialogue(about, opening, List.copyOf(lines));
  }

  /** A rough weight for each: most people ask, few buy at once. */
  static int weight(Dialogue dialogue) {
    return WEIGHTS.getOrDefault(dialogue.about(), 4);
  }

  private static final Map<String, Integer> WEIGHTS =
      Map.of(
          "whitening price", 12,
          "just looking", 10,
          "insurance question", 8,
          "too dear", 8,
          "braces for a daughter", 8,
          "wrong chat", 1,
          "seeks work", 2,
          "sells to the clinic", 2,
          "implant sale", 3);
}
