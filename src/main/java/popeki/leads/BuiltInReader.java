package popeki.leads;

import java.util.List;
import org.springframework.stereotype.Component;

/** Reads with the built-in classifier: no key, and nothing leaves the process. */
@Component
class BuiltInReader implements LeadReader {
  private final BuiltInClassifier classifier = new BuiltInClassifier();

  @Override
  public String name() {
    return "builtin";
  }

  @Override
  public String model() {
    return BuiltInClassifier.VERSION;
  }

  @Override
  public Reading read(BusinessContext business, List<LeadMessage> messages) {
    return classifier.read(business, messages);
  }
}
