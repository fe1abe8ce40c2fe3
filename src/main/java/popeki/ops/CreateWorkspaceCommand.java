package popeki.ops;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import popeki.platform.ApiProblem;
import popeki.workspaces.NewWorkspace;
import popeki.workspaces.WorkspaceDraft;
import popeki.workspaces.Workspaces;
import tools.jackson.databind.json.JsonMapper;

/** Makes a workspace and its owner, and prints one JSON object. */
@Component
final class CreateWorkspaceCommand implements OperatorCommand {
  static final Syntax SYNTAX =
      new Syntax(
          "admin create-workspace",
          List.of("business", "name", "email"),
          List.of("trade", "timezone", "currency"));

  private final Workspaces workspaces;

  CreateWorkspaceCommand(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public int run(Options options, PrintStream out) {
    try {
      out.println(json(workspaces.create(draft(options))));
      return 0;
    } catch (ApiProblem e) {
      // The fields of a draft are named as the options are.
      throw new CommandRefused("--" + e.detail());
    }
  }

  private static WorkspaceDraft draft(Options options) {
    return new WorkspaceDraft(
        options.get("business"),
        options.get("name"),
        options.get("email"),
        options.find("trade"),
        options.find("timezone"),
        options.find("currency"));
  }

  private static String json(NewWorkspace made) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("workspace_id", made.workspaceId().toString());
    fields.put("slug", made.slug());
    fields.put("user_id", made.userId().toString());
    fields.put("api_key", made.apiKey());
    fields.put("sign_in_url", made.signInUrl());
    return JsonMapper.builder().build().writeValueAsString(fields);
  }
}
