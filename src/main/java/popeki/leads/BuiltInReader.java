package popeki.leads;

import java.util.List;
import org.springframework.stereotype.Component;

/** Reads with the built-in classifier: no key, and nothing leaves the process. */
@Component
class BuiltInReader {
  private final BuiltInClassifier classifier = new BuiltInClassifier();

  /** As {@code provider} in the API. */
  String name() {
    return "builtin";
  }

  /** Which version of it; part of the input's identity, so a new version reads afresh. */
  String model() {
    return BuiltInClassifier.VERSION;
  }

  Reading read(BusinessContext business, List<LeadMessage> messages) {
    return classifier.read(business, messages);
  }

  BuiltInClassifier classifier() {
    return classifier;
  }
}
