package popeki.ops;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.json.JsonMapper;

/** A fresh link that signs a person in, for one who lost the first or the password. */
@Component
final class SignInLinkCommand implements OperatorCommand {
  static final Syntax SYNTAX = new Syntax("admin sign-in-link", List.of("email"), List.of());

  private final Workspaces workspaces;

  SignInLinkCommand(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public int run(Options options, PrintStream out) {
    String url =
        workspaces
            .signInLink(options.get("email"))
            .orElseThrow(() -> new CommandRefused("nobody signs in here with that --email"));
    out.println(JsonMapper.builder().build().writeValueAsString(Map.of("sign_in_url", url)));
    return 0;
  }
}
