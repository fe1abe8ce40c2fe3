package popeki.mails;

import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;
import org.springframework.stereotype.Component;
import popeki.platform.Words;

/** Writes mails out: in words, and as the page that mail readers show. */
@Component
class MailPage {
  private final TemplateEngine templates;
  private final Words words;

  MailPage(TemplateEngine templates, Words words) {
    this.templates = templates;
    this.words = words;
  }

  Letter letter(Mail mail) {
    return Letter.of(mail, words);
  }

  String html(Letter letter) {
    var out = new StringOutput();
    templates.render("mails/mail.jte", Map.of("letter", letter, "words", words), out);
    return out.toString();
  }
}
