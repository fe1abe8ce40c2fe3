package popeki.ops;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import popeki.accounts.Accounts;
import popeki.accounts.EmailAddress;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes a second factor off, for somebody who has lost phone and recovery codes. Whoever runs the
 * installation first makes sure, by another way than mail, that the right person asks.
 */
@Component
final class RemoveSecondFactorCommand implements OperatorCommand {
  static final Syntax SYNTAX =
      new Syntax("admin remove-second-factor", List.of("email"), List.of());

  private final Accounts accounts;

  RemoveSecondFactorCommand(Accounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public int run(Options options, PrintStream out) {
    boolean removed =
        EmailAddress.parse(options.get("email")).map(accounts::removeSecondFactor).orElse(false);
    if (!removed) {
      throw new CommandRefused("nobody with that --email has a second factor here");
    }
    out.println(JsonMapper.builder().build().writeValueAsString(Map.of("removed", true)));
    return 0;
  }
}
