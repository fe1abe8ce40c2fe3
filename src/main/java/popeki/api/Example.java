package popeki.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import popeki.kernel.Pure;

/**
 * A request that works, and what it is answered: what the document shows and a test executes. A
 * file of examples is a story, told from top to bottom:
 *
 * <pre>
 * ### createLink A link for the profile
 * POST /api/v1/links
 *
 * {"name": "Profile", …}
 *
 * HTTP/1.1 201
 *
 * {"id": "0193a7c4-…", …}
 * </pre>
 *
 * @param operation the operation's id
 * @param title what the request is for
 * @param target path and query
 */
@Pure
record Example(
    String operation,
    String title,
    String method,
    String target,
    Map<String, String> headers,
    String body,
    int status,
    String answer) {

  /** The examples of a file, in its order. */
  static List<Example> parse(String text) {
    var examples = new ArrayList<Example>();
    for (String part : text.split("(?m)^### ")) {
      if (part.startsWith("#") || part.isBlank()) {
        continue;
      }
      examples.add(one(part.lines().toList()));
    }
    return List.copyOf(examples);
  }

  private static Example one(List<String> lines) {
    String head = lines.getFirst();
    int space = head.indexOf(' ');
    String[] request = lines.get(1).split(" ", 2);
    var headers = new LinkedHashMap<String, String>();
    int at = 2;
    for (; at < lines.size() && !lines.get(at).isBlank(); at++) {
      String[] header = lines.get(at).split(": ", 2);
      headers.put(header[0], header[1]);
    }
    int answerAt = at;
    while (answerAt < lines.size() && !lines.get(answerAt).startsWith("HTTP/1.1 ")) {
      answerAt++;
    }
    if (answerAt == lines.size()) {
      throw new IllegalArgumentException("The example " + head + " has no answer");
    }
    return new Example(
        space < 0 ? head : head.substring(0, space),
        space < 0 ? "" : head.substring(space + 1).strip(),
        request[0],
        request[1],
        headers,
        joined(lines.subList(at, answerAt)),
        Integer.parseInt(lines.get(answerAt).substring(9, 12)),
        joined(lines.subList(answerAt + 1, lines.size())));
  }

  private static String joined(List<String> lines) {
    return String.join("\n", lines).strip();
  }

  /** The path without its query. */
  String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** The value of a parameter of the query, as it is written there. */
  Optional<String> parameter(String name) {
    int query = target.indexOf('?');
    if (query >= 0) {
      for (String pair : target.substring(query + 1).split("&")) {
        if (pair.startsWith(name + "=")) {
          return Optional.of(pair.substring(name.length() + 1));
        }
      }
    }
    return Optional.empty();
  }

  boolean isCsv() {
    return "text/csv".equals(headers.get("Accept"));
  }

  /** The request for a terminal; the key stands in {@code $POPEKI_KEY}. */
  String curl(String server, boolean withKey) {
    var line = new StringBuilder("curl");
    if (!method.equals("GET")) {
      line.append(" -X ").append(method);
    }
    line.append(" '").append(server).append(target).append('\'');
    if (withKey) {
      line.append(" \\\n  -H \"Authorization: Bearer $POPEKI_KEY\"");
    }
    headers.forEach(
        (name, value) ->
            line.append(" \\\n  -H '").append(name).append(": ").append(value).append('\''));
    if (!body.isEmpty()) {
      line.append(" \\\n  -H 'Content-Type: application/json' \\\n  -d '")
          .append(body.replace("'", "'\\''"))
          .append('\'');
    }
    return line.toString();
  }
}
