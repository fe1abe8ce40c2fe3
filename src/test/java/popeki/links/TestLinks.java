package popeki.links;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import popeki.kernel.LinkId;
import popeki.kernel.NumberId;
import popeki.kernel.Uuid7;
import popeki.kernel.WorkspaceId;
import popeki.platform.WorkspaceTx;

/** Links of a workspace of their own, without going through the pages or the API. */
final class TestLinks {
  static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private final LinkRepository links;
  private final LinkDirectory directory;
  private final WorkspaceTx tx;
  private final JdbcClient jdbc;

  TestLinks(BeanFactory beans) {
    this.links = beans.getBean(LinkRepository.class);
    this.directory = beans.getBean(LinkDirectory.class);
    this.tx = beans.getBean(WorkspaceTx.class);
    this.jdbc = beans.getBean(JdbcClient.class);
  }

  record Made(WorkspaceId workspace, LinkSummary link) {
    String path() {
      return "/" + link.slug();
    }
  }

  static LinkSummary aLink() {
    var random = UUID.randomUUID();
    return new LinkSummary(
        new LinkId(random),
        "Bio-" + random.toString().substring(0, 13),
        "Instagram bio",
        LinkRoute.to(new NumberId(UUID.randomUUID()), "5511987654321"),
        "Hi! I saw {utm_campaign} and want to know more",
        CodeMode.BOTH,
        "instagram",
        null,
        NOON,
        null);
  }

  static LinkSummary with(LinkSummary link, CodeMode mode) {
    return new LinkSummary(
        link.id(),
        link.slug(),
        link.name(),
        link.route(),
        link.message(),
        mode,
        link.source(),
        link.campaign(),
        link.createdAt(),
        link.archivedAt());
  }

  Made make() {
    return make(aLink());
  }

  Made make(LinkSummary link) {
    var workspace = new WorkspaceId(UUID.randomUUID());
    tx.run(
        workspace,
        () -> {
          links.claim(workspace, link);
          links.insert(workspace, link);
        });
    directory.refresh(link.slug());
    return new Made(workspace, link);
  }

  void update(Made made, LinkSummary link) {
    tx.run(made.workspace(), () -> links.update(made.workspace(), link));
    directory.refresh(link.slug());
  }

  /** A counted visit of its own visitor. */
  static Click click(Made made, Instant at) {
    return click(made, at, "198.51.100.7");
  }

  static Click click(Made made, Instant at, String ip) {
    LinkSummary link = made.link();
    var target =
        new LinkTarget(
            made.workspace(),
            link.id(),
            link.route().numbers(),
            link.route().routing(),
            false,
            null,
            null,
            DesktopWay.WHATSAPP,
            link.message(),
            link.code(),
            link.source(),
            link.campaign());
    var visit = new Visit(at, ip, null, null, false, RequestFacts.get("A phone"));
    var judged = new Capture.Judged(ClickQuery.EMPTY, Verdict.HUMAN, true);
    return Capture.of(
        Uuid7.at(at),
        target,
        visit,
        judged,
        new Capture.Sent(link.number(), ReferenceCode.of(new SecureRandom())));
  }

  LinkSummary named(WorkspaceId workspace, LinkId link) {
    return tx.in(workspace, () -> links.find(workspace, link).orElseThrow());
  }

  /** Rows of this link's clicks. */
  long rows(Made made) {
    return number(made, "select count(*) from links.click where link_id = :link");
  }

  /** What the figures say of this link. */
  LinkCounts counts(Made made) {
    return tx.in(
        made.workspace(),
        () -> links.counted(made.workspace(), made.link().id()).orElseThrow().counts());
  }

  long number(Made made, String sql) {
    return tx.in(
        made.workspace(),
        () -> jdbc.sql(sql).param("link", made.link().id().value()).query(Long.class).single());
  }
}
