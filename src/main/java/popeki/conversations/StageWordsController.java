package popeki.conversations;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import popeki.conversations.StageReading.AmountVerdict;
import popeki.conversations.StageReading.PhraseVerdict;
import popeki.conversations.StageWordsView.Answer;
import popeki.conversations.StageWordsView.Line;
import popeki.conversations.StageWordsView.Rule;
import popeki.platform.Shell;
import popeki.platform.Words;
import popeki.workspaces.Member;

/** The seller's words that set a stage, and a box to try a message in. Nothing typed is kept. */
@Controller
@RequestMapping("/w/{workspace}/conversations/words")
class StageWordsController {
  private static final int LONGEST = 4_000;

  @GetMapping
  String show(Member member, Shell shell, Model model) {
    return page(member, shell, model, "", null);
  }

  @PostMapping
  String read(Member member, Shell shell, Model model, @RequestParam String text) {
    String typed = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    StageReading reading =
        StageWords.explain(typed, KeyPhrases.of(member.workspace()), member.workspace().currency());
    return page(member, shell, model, typed, answer(reading, shell.words()));
  }

  private static String page(
      Member member, Shell shell, Model model, String typed, @Nullable Answer answer) {
    Words words = shell.words();
    List<KeyPhrase> phrases = KeyPhrases.of(member.workspace());
    List<Rule> rules =
        phrases.stream()
            .map(
                phrase ->
                    new Rule(
                        phrase.phrase(),
                        words.of("conversations.outcome." + phrase.stage().wireName())))
            .toList();
    String example =
        phrases.isEmpty()
            ? ""
            : words.of(
                "conversations.words.example",
                phrases.getFirst().phrase(),
                member.workspace().currency());
    model.addAttribute("shell", shell);
    model.addAttribute(
        "page",
        new StageWordsView(
            rules, member.role().writes(), member.role().administers(), typed, example, answer));
    return "conversations/words";
  }

  private static Answer answer(StageReading reading, Words words) {
    StageWord word = reading.word();
    var lines = new ArrayList<Line>();
    for (var found : reading.phrases()) {
      lines.add(
          new Line(
              found.verdict() == PhraseVerdict.COUNTS,
              words.of(
                  "conversations.words.phrase." + wire(found.verdict()), found.phrase().phrase())));
    }
    if (reading.phrases().isEmpty()) {
      StageReading.Near near = reading.near();
      lines.add(
          new Line(
              false,
              near == null
                  ? words.of("conversations.words.none")
                  : words.of("conversations.words.near", near.written(), near.phrase().phrase())));
    }
    for (var found : reading.amounts()) {
      lines.add(
          new Line(
              found.verdict() == AmountVerdict.TAKEN,
              words.of("conversations.words.amount." + wire(found.verdict()), found.written())));
    }
    if (word != null && word.value() == null) {
      lines.add(
          new Line(
              false,
              words.of(
                  word.stage() == OutcomeKind.REFUNDED
                      ? "conversations.words.amount.all"
                      : "conversations.words.amount.none")));
    }
    return new Answer(
        word != null,
        words.of(
            "conversations.words.does." + (word == null ? "nothing" : word.stage().wireName())),
        word == null || word.value() == null
            ? null
            : words.money(word.value()) + " · " + word.value().currency(),
        List.copyOf(lines));
  }

  private static String wire(Enum<?> verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }
}
