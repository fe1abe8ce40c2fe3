package popeki.platform;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The fences between workspaces, read from the catalogue of any database of ours. Each finding is a
 * sentence that names the table.
 */
final class SchemaRules {
  /** Tables that answer "which workspace?" before one is entered: ids and keyed hashes only. */
  static final Set<String> DIRECTORY =
      Set.of(
          // which lane has work, by kind and key
          "platform.lane",
          // keys, each encrypted by the master key
          "platform.workspace_keyset",
          "platform.installation_key",
          // sessions, found before the member is known
          "platform.spring_session",
          "platform.spring_session_attributes",
          // names in URLs, people who sign in, one-time links, API keys, Meta's phone_number_id
          "workspaces.slug_directory",
          "accounts.account",
          "workspaces.membership",
          // where somebody was a member before, and links of invitations, by hash
          "workspaces.past_membership",
          "workspaces.invitation_directory",
          "accounts.sign_in_token",
          // what people prove themselves with: a sealed secret, hashed codes and tokens
          "accounts.second_factor",
          "accounts.recovery_code",
          "accounts.mail_token",
          // sign-ups, before their workspace is made
          "workspaces.sign_up",
          "workspaces.api_key_directory",
          "workspaces.number_directory",
          // whose the address is that an event came to
          "connections.app_directory",
          // the slug map of the redirect
          "links.slug_directory",
          // what Meta sent, sealed, before its workspaces are known
          "conversations.webhook_inbox");

  /** What the click path and the webhook door may do; nothing else, anywhere. */
  private static final Map<String, Set<String>> INGEST =
      Map.of(
          "links.click", Set.of("INSERT"),
          "platform.delta", Set.of("INSERT"),
          "platform.click_delta", Set.of("INSERT"),
          "conversations.webhook_inbox", Set.of("INSERT"),
          // The key of the day seals an inbox row; it is itself encrypted by the master key.
          "platform.installation_key", Set.of("INSERT", "SELECT"));

  private static final Set<String> ORDINARY = Set.of("SELECT", "INSERT", "UPDATE", "DELETE");

  /** Tables that only grow. */
  private static final Set<String> APPEND_ONLY = Set.of("platform.audit_entry");

  private static final String OURS = "n.nspname !~ '^(pg_|information_schema$|public$)'";

  private SchemaRules() {}

  static Set<String> findings(Connection connection) throws SQLException {
    var found = new TreeSet<String>();
    try (Statement statement = connection.createStatement()) {
      keys(statement, found);
      fences(statement, found);
      policies(statement, found);
      foreignKeys(statement, found);
      grants(statement, found);
      views(statement, found);
      functions(statement, found);
      roles(statement, found);
    }
    return found;
  }

  private static void keys(Statement statement, Set<String> found) throws SQLException {
    each(
        statement,
        """
        select n.nspname || '.' || c.relname,
               (select a.attname from pg_index i
                join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
                where i.indrelid = c.oid and i.indisprimary)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and %s\
        """
            .formatted(OURS),
        row -> {
          if (!DIRECTORY.contains(row.get(0)) && !"workspace_id".equals(row.get(1))) {
            found.add(row.get(0) + ": its primary key does not begin with workspace_id");
          }
        });
  }

  private static void fences(Statement statement, Set<String> found) throws SQLException {
    each(
        statement,
        """
        select n.nspname || '.' || c.relname, c.relrowsecurity, c.relforcerowsecurity,
               (select count(*) from pg_policy p where p.polrelid = c.oid and p.polcmd = '*')
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and %s\
        """
            .formatted(OURS),
        row -> {
          if (DIRECTORY.contains(row.get(0))) {
            return;
          }
          if (!"t".equals(row.get(1))) {
            found.add(row.get(0) + ": row-level security is not enabled");
          }
          if (!"t".equals(row.get(2))) {
            found.add(row.get(0) + ": row-level security is not forced");
          }
          if ("0".equals(row.get(3))) {
            found.add(row.get(0) + ": no policy of the workspace");
          }
        });
  }

  /** Permissive policies add up, so a single loose one opens the fence. */
  private static void policies(Statement statement, Set<String> found) throws SQLException {
    each(
        statement,
        """
        select n.nspname || '.' || c.relname, p.polname, p.polcmd::text,
               coalesce(pg_get_expr(p.polqual, p.polrelid), ''),
               coalesce(pg_get_expr(p.polwithcheck, p.polrelid), ''),
               (select string_agg(coalesce(r.rolname, 'public'), ',' order by r.rolname)
                from unnest(p.polroles) as role left join pg_roles r on r.oid = role)
        from pg_policy p join pg_class c on c.oid = p.polrelid
        join pg_namespace n on n.oid = c.relnamespace where %s\
        """
            .formatted(OURS),
        row -> {
          boolean fenced =
              row.get(3).equals(FENCE) && row.get(4).equals(FENCE) && row.get(2).equals("*");
          boolean ingest =
              row.get(2).equals("a")
                  && row.get(5).equals("popeki_ingest")
                  && INGEST.containsKey(row.get(0).replaceFirst("links\\.click_.*", "links.click"));
          if (!fenced && !ingest) {
            found.add(row.get(0) + ": the policy " + row.get(1) + " shows more than one workspace");
          }
        });
  }

  private static final String FENCE =
      "(workspace_id = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)";

  private static void foreignKeys(Statement statement, Set<String> found) throws SQLException {
    each(
        statement,
        """
        select n.nspname || '.' || c.relname, k.conname, fn.nspname || '.' || f.relname,
               (select a.attname from pg_attribute a where a.attrelid = k.conrelid and a.attnum = k.conkey[1]),
               (select a.attname from pg_attribute a where a.attrelid = k.confrelid and a.attnum = k.confkey[1])
        from pg_constraint k join pg_class c on c.oid = k.conrelid
        join pg_namespace n on n.oid = c.relnamespace
        join pg_class f on f.oid = k.confrelid join pg_namespace fn on fn.oid = f.relnamespace
        where k.contype = 'f' and %s\
        """
            .formatted(OURS),
        row -> {
          boolean amongDirectories =
              DIRECTORY.contains(row.get(0)) && DIRECTORY.contains(row.get(2));
          boolean inside = "workspace_id".equals(row.get(3)) && "workspace_id".equals(row.get(4));
          if (!amongDirectories && !inside) {
            found.add(row.get(0) + ": the foreign key " + row.get(1) + " may cross workspaces");
          }
        });
  }

  private static void grants(Statement statement, Set<String> found) throws SQLException {
    each(
        statement,
        """
        select n.nspname || '.' || c.relname, coalesce(r.rolname, 'public'), g.privilege_type,
               pg_get_userbyid(c.relowner)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        cross join lateral aclexplode(c.relacl) g left join pg_roles r on r.oid = g.grantee
        where c.relkind in ('r', 'p', 'v', 'm', 'S') and %s\
        """
            .formatted(OURS),
        row -> {
          String table = row.get(0);
          String role = row.get(1);
          String right = row.get(2);
          boolean intended =
              switch (role) {
                case "popeki_app", "popeki_worker" ->
                    ORDINARY.contains(right)
                        && !(APPEND_ONLY.contains(table)
                            && Set.of("UPDATE", "DELETE").contains(right));
                case "popeki_ingest" -> INGEST.getOrDefault(table, Set.of()).contains(right);
                default -> role.equals(row.get(3));
              };
          if (!intended) {
            found.add(table + ": " + role + " may " + right);
          }
        });
  }

  private static void views(Statement statement, Set<String> found) throws SQLException {
    each(
        statement,
        """
        select n.nspname || '.' || c.relname, c.relkind::text,
               coalesce(array_to_string(c.reloptions, ','), '')
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('v', 'm') and %s\
        """
            .formatted(OURS),
        row -> {
          if (row.get(1).equals("m")) {
            found.add(row.get(0) + ": a materialised view knows no row-level security");
          } else if (!row.get(2).contains("security_invoker=true")) {
            found.add(row.get(0) + ": the view asks as its owner, not as its caller");
          }
        });
  }

  private static void functions(Statement statement, Set<String> found) throws SQLException {
    each(
        statement,
        """
        select n.nspname || '.' || p.proname, coalesce(array_to_string(p.proconfig, ','), ''),
               has_function_privilege('public', p.oid, 'execute')
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where p.prosecdef and %s\
        """
            .formatted(OURS),
        row -> {
          if (!row.get(1).contains("search_path=")) {
            found.add(row.get(0) + ": works as its owner along the caller's search path");
          }
          if ("t".equals(row.get(2))) {
            found.add(row.get(0) + ": works as its owner for everybody");
          }
        });
  }

  private static void roles(Statement statement, Set<String> found) throws SQLException {
    Map<String, Boolean> seen = new TreeMap<>();
    each(
        statement,
        """
        select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or rolinherit
        from pg_roles where rolname in ('popeki_app', 'popeki_worker', 'popeki_ingest')\
        """,
        row -> seen.put(row.get(0), "t".equals(row.get(1))));
    for (String role : List.of("popeki_app", "popeki_worker", "popeki_ingest")) {
      if (seen.getOrDefault(role, true)) {
        found.add(role + ": has rights of its own");
      }
    }
  }

  private interface Row {
    void read(List<String> columns) throws SQLException;
  }

  private static void each(Statement statement, String sql, Row reading) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      int width = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        var columns = new java.util.ArrayList<String>(width);
        for (int i = 1; i <= width; i++) {
          columns.add(rows.getString(i));
        }
        reading.read(columns);
      }
    }
  }
}
