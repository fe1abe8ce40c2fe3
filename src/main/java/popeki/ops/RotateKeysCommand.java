package popeki.ops;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;
import popeki.platform.KeyRotation;
import popeki.platform.MasterRotation;
import popeki.platform.SettingsException;
import popeki.platform.Vault;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rotates keys beside the running service. Says each step in words and prints one JSON object at
 * the end; stopped anywhere, the same command goes on.
 */
@Component
final class RotateKeysCommand implements OperatorCommand {
  static final Syntax SYNTAX =
      new Syntax(
          "admin rotate-keys", List.of(), List.of("workspace"), List.of("master", "all", "index"));

  private final Workspaces workspaces;
  private final ObjectProvider<KeyRotation> keys;
  private final ObjectProvider<MasterRotation> master;

  RotateKeysCommand(
      Workspaces workspaces,
      ObjectProvider<KeyRotation> keys,
      ObjectProvider<MasterRotation> master) {
    this.workspaces = workspaces;
    this.keys = keys;
    this.master = master;
  }

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public int run(Options options, PrintStream out) {
    refuseNonsense(options);
    Map<String, Object> fields = new LinkedHashMap<>();
    if (options.has("master")) {
      fields.put("master", master(out));
    }
    List<WorkspaceId> wanted = wanted(options);
    if (!wanted.isEmpty()) {
      fields.put("workspaces", keys.getObject().rotate(wanted, options.has("index"), out::println));
    }
    out.println(JsonMapper.builder().build().writeValueAsString(fields));
    return 0;
  }

  private MasterRotation.Done master(PrintStream out) {
    try {
      return master.getObject().rotate(out::println);
    } catch (SettingsException e) {
      throw new CommandRefused(String.valueOf(e.getMessage()));
    }
  }

  private List<WorkspaceId> wanted(Options options) {
    String slug = options.find("workspace");
    if (slug != null) {
      return List.of(
          workspaces
              .bySlug(slug)
              .orElseThrow(() -> new CommandRefused("there is no workspace \"" + slug + "\""))
              .id());
    }
    if (!options.has("all")) {
      return List.of();
    }
    var all = new ArrayList<>(workspaces.all());
    all.add(Vault.INSTALLATION);
    return all;
  }

  private static void refuseNonsense(Options options) {
    boolean one = options.find("workspace") != null;
    if (one && options.has("all")) {
      throw new CommandRefused("--workspace or --all, not both; " + SYNTAX.usage());
    }
    if (!one && !options.has("all") && (options.has("index") || !options.has("master"))) {
      throw new CommandRefused(
          "say which keys: --master, or --workspace S, or --all; " + SYNTAX.usage());
    }
  }
}
