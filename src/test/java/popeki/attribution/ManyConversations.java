package popeki.attribution;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.kernel.WorkspaceId;
import popeki.platform.WorkspaceTx;

/**
 * Fills a workspace with conversations that were never decided, by statements over all rows: of
 * ten, two came by an ad, one by a post, three told a code, one wrote a link's text, one came by an
 * ad and told a code, two by themselves. Every fifth person came before. One in ten bought
 * something.
 */
final class ManyConversations {
  /** Every id is made of what it is and its place, so that two workspaces have the same ones. */
  private static final String ID = "md5(%s)::uuid";

  private static final List<String> STATEMENTS =
      List.of(
          """
          insert into links.link (workspace_id, id, slug, name, number_id, digits, message, code_mode, source,
            campaign, created_at)
          select :ws, {link i}, 'many-' || i, 'Link ' || i, :number, '551140000000',
            'Vi o imóvel jardim número ' || chr(97 + i / 26) || chr(97 + i % 26) || ' no cartaz verde', 'both',
            case i % 3 when 0 then 'instagram' when 1 then 'google' else 'flyer' end, 'Season ' || i % 9,
            now() - interval '200 days'
          from generate_series(0, 99) i""",
          """
          insert into ads.ad (workspace_id, ad_id, source, name, adset_id, campaign_id, campaign_name, refreshed_at)
          select :ws, '1202' || i, 'meta', 'Ad ' || i, '3302' || i / 5, '4402' || i / 20, 'Campaign ' || i / 20, now()
          from generate_series(0, 199) i""",
          """
          insert into ads.campaign (workspace_id, source, campaign_id, name, refreshed_at)
          select :ws, 'google', 'g' || i, 'season ' || i, now() from generate_series(0, 4) i""",
          """
          insert into conversations.contact (workspace_id, id, data_key, country, created_at, last_seen_at)
          select :ws, {contact i}, '\\x00', case when i % 7 = 0 then 'PT' else 'BR' end, now(), now()
          from generate_series(0, :n - 1) i where i % 5 < 4""",
          """
          insert into conversations.conversation (workspace_id, id, contact_id, number_id, started_at,
            last_message_at, last_heard_at, started_by)
          select :ws, {conversation i}, {contact who}, :number, at, at, at, 'FIRST' from {all}""",
          """
          insert into attribution.arrival (workspace_id, conversation_id, contact_id, number_id, started_at)
          select :ws, {conversation i}, {contact who}, :number, at from {all}""",
          """
          insert into links.click (workspace_id, occurred_at, id, link_id, received_at, kind, counted, code,
            conversation_id)
          select :ws, at - make_interval(days => i % 17, secs => 40), {click i}, {link (i % 100)}, at, 'human', true,
            'K' || i, case when i % 3 > 0 then {conversation i} end
          from {all} where i % 10 in (3, 4, 5, 7)""",
          """
          insert into attribution.touch (workspace_id, id, conversation_id, contact_id, kind, dedupe, occurred_at,
            wamid, click_id, link_id)
          select :ws, {told i}, {conversation i}, {contact who}, 'click', 'K' || i, at, 'w' || i, {click i},
            {link (i % 100)}
          from {all} where i % 10 in (3, 4, 5, 7)""",
          """
          insert into attribution.touch (workspace_id, id, conversation_id, contact_id, kind, dedupe, occurred_at,
            wamid, ctwa_clid, source_type, source_id)
          select :ws, {named i}, {conversation i}, {contact who}, 'referral', 'ctwa:' || i,
            at + case when i % 10 = 7 then interval '2 hours' else interval '0' end, 'r' || i,
            'clid' || i, case when i % 10 = 2 then 'post' else 'ad' end, '1202' || i % 230
          from {all} where i % 10 in (0, 1, 2, 7)""",
          """
          insert into attribution.touch (workspace_id, id, conversation_id, contact_id, kind, dedupe, occurred_at,
            wamid, link_id)
          select :ws, {wrote i}, {conversation i}, {contact who}, 'text', ({link (i % 100)})::text, at, 't' || i,
            {link (i % 100)}
          from {all} where i % 10 = 6""",
          """
          insert into attribution.fact (workspace_id, id, conversation_id, kind, ordinal, occurred_at, status)
          select :ws, {began i}, {conversation i}, 'started', 1, at, 'unattributed' from {all}""",
          """
          insert into attribution.fact (workspace_id, id, conversation_id, kind, ordinal, occurred_at, value_minor,
            value_currency, status)
          select :ws, {won i}, {conversation i}, 'won', 2, at + interval '3 days', 10000 + i % 777, 'BRL',
            'unattributed'
          from {all} where i % 11 = 0""");

  private ManyConversations() {}

  static void fill(WorkspaceTx tx, JdbcClient jdbc, WorkspaceId workspace, int count) {
    // One moment for all statements, or what they fill would lie a second apart now and then.
    OffsetDateTime now =
        tx.in(
            workspace,
            () ->
                jdbc.sql("select date_trunc('second', now())")
                    .query(OffsetDateTime.class)
                    .single());
    UUID number = UUID.nameUUIDFromBytes(new byte[] {1});
    for (String statement : STATEMENTS) {
      tx.run(
          workspace,
          () ->
              jdbc.sql(sql(statement))
                  .param("ws", workspace.value())
                  .param("number", number)
                  .param("n", count)
                  .param("now", now)
                  .update());
    }
  }

  /** The words in braces become expressions. */
  private static String sql(String statement) {
    String all =
        """
        (select i, i - case when i % 5 = 4 then 3 else 0 end as who,
          :now::timestamptz - make_interval(secs => 7776000.0 * (:n - i) / :n)
            + case when i % 5 = 4 then interval '4 days' else interval '0' end as at
         from generate_series(0, :n - 1) i) them""";
    return statement
        .replace("{all}", all)
        .replaceAll("\\{(\\w+) (\\w+)}", ID.formatted("'$1' || $2").replace("\\", ""))
        .replaceAll("\\{(\\w+) (\\([^)]*\\))}", ID.formatted("'$1' || $2"));
  }
}
