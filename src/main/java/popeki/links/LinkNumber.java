package popeki.links;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import popeki.kernel.NumberId;
import tools.jackson.databind.json.JsonMapper;

/**
 * A number that a link may lead to.
 *
 * @param weight its share among the link's numbers, 0 to 100; asked for {@link Routing#WEIGHTS}
 *     only
 * @param on false: nobody is sent there any more
 */
public record LinkNumber(NumberId number, String digits, int weight, boolean on) {
  static final int HEAVIEST = 100;

  private static final JsonMapper JSON = JsonMapper.shared();

  static LinkNumber only(NumberId number, String digits) {
    return new LinkNumber(number, digits, HEAVIEST, true);
  }

  /** As the database keeps it. */
  private record Stored(UUID number, String digits, int weight, boolean on) {}

  static String write(List<LinkNumber> numbers) {
    return JSON.writeValueAsString(
        numbers.stream()
            .map(one -> new Stored(one.number().value(), one.digits(), one.weight(), one.on()))
            .toList());
  }

  static List<LinkNumber> read(String json) {
    return json.equals("[]")
        ? List.of()
        : Arrays.stream(JSON.readValue(json, Stored[].class))
            .map(
                one ->
                    new LinkNumber(
                        new NumberId(one.number()), one.digits(), one.weight(), one.on()))
            .toList();
  }
}
