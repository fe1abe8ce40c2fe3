package popeki.conversations;

import java.util.ArrayList;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What became of the items of one body, in a line without content. */
final class Tally {
  private final TreeMap<String, Integer> counts = new TreeMap<>();
  private final ArrayList<String> failures = new ArrayList<>();
  private final TreeSet<String> unclaimed = new TreeSet<>();

  void add(InboundEvent event, Intake outcome) {
    counts.merge(outcome.code(), 1, Integer::sum);
    String number = event.phoneNumberId();
    if (outcome == Intake.UNKNOWN_NUMBER && number != null) {
      unclaimed.add(number);
    }
  }

  /** Meta's ids of the numbers that no workspace has. */
  Set<String> unclaimed() {
    return unclaimed;
  }

  void failed(String where) {
    failures.add(where);
  }

  boolean isSettled() {
    return failures.isEmpty();
  }

  String summary() {
    String known =
        counts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    String failed =
        failures.isEmpty()
            ? ""
            : "; failed: " + String.join(", ", failures.subList(0, Math.min(5, failures.size())));
    return known + failed;
  }
}
