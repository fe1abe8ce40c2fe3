package popeki.conversions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import popeki.conversions.DestinationRequest.DatasetRequest;

/**
 * The destination as a page's form: one dataset of each kind and one token for both. A token that
 * is left blank stays as it is; datasets that only the API can set stay, too.
 */
final class ConnectionForm {
  private ConnectionForm() {}

  /** The fields as they are stored; tokens never leave. */
  static Map<String, String> values(@Nullable Destination destination) {
    var values = new HashMap<String, String>();
    if (destination == null) {
      values.put("qualified", Destination.Events.USUAL.qualified());
      values.put("won", Destination.Events.USUAL.won());
      return values;
    }
    for (Route kind : Route.values()) {
      destination.datasets().stream()
          .filter(set -> set.kind() == kind)
          .findFirst()
          .ifPresent(set -> values.put(kind.wire(), set.datasetId()));
    }
    values.put("test_event_code", text(destination.testEventCode()));
    values.put("qualified", destination.events().qualified());
    values.put("won", destination.events().won());
    return values;
  }

  /** What the form asks for, on top of what is stored. */
  static DestinationRequest request(Map<String, String> form, @Nullable Destination stored) {
    var sets = new ArrayList<DatasetRequest>();
    for (Route kind : Route.values()) {
      List<Destination.Dataset> known =
          stored == null
              ? List.of()
              : stored.datasets().stream().filter(set -> set.kind() == kind).toList();
      String id = given(form, kind.wire());
      if (id != null) {
        sets.add(dataset(kind, id, given(form, "access_token"), known));
      }
      known.stream().skip(1).map(ConnectionForm::kept).forEach(sets::add);
    }
    return new DestinationRequest(
        form.containsKey("enabled"),
        sets,
        given(form, "test_event_code"),
        new DestinationRequest.EventsRequest(given(form, "qualified"), given(form, "won")),
        null,
        null);
  }

  /** The name of the form's field for one of the request's. */
  static String field(String requestField) {
    if (requestField.endsWith("access_token")) {
      return "access_token";
    }
    if (requestField.startsWith("datasets")) {
      return "messaging";
    }
    return requestField.replace("events.", "");
  }

  private static DatasetRequest dataset(
      Route kind, String id, @Nullable String token, List<Destination.Dataset> known) {
    for (Destination.Dataset before : known.subList(0, Math.min(1, known.size()))) {
      if (before.datasetId().equals(id)) {
        String secret = token == null ? before.token().secret() : token;
        return new DatasetRequest(kind.wire(), id, before.wabaId(), before.pageId(), secret);
      }
    }
    return new DatasetRequest(kind.wire(), id, null, null, token);
  }

  private static DatasetRequest kept(Destination.Dataset set) {
    return new DatasetRequest(
        set.kind().wire(), set.datasetId(), set.wabaId(), set.pageId(), set.token().secret());
  }

  private static @Nullable String given(Map<String, String> form, String field) {
    String value = form.get(field);
    return value == null || value.isBlank() ? null : value.strip();
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
