package popeki.platform;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import popeki.kernel.Pure;
import popeki.kernel.WorkspaceId;

/**
 * What of an audit entry is hashed, as bytes that can be read in one way only: every field has its
 * length in front, so no two entries look alike by moving a letter across a border.
 */
@Pure
final class AuditEncoding {
  private static final String ENTRY = "audit entry 1";
  private static final String PERSON = "audit person 1";
  private static final String HEAD = "audit head 1";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

  private AuditEncoding(String what, WorkspaceId workspace) {
    add(what);
    add(workspace.toString());
  }

  /** The whole entry, with the hash of the person's part and of the entry before. */
  static byte[] entry(
      WorkspaceId workspace, long seq, AuditLine line, byte[] person, byte[] previous) {
    var encoding = new AuditEncoding(ENTRY, workspace);
    encoding.add(Long.toString(seq));
    encoding.facts(line);
    encoding.add(person);
    encoding.add(previous);
    return encoding.bytes.toByteArray();
  }

  /** Who and from where: apart, since it may be forgotten without breaking the chain. */
  static byte[] person(WorkspaceId workspace, AuditLine line) {
    var encoding = new AuditEncoding(PERSON, workspace);
    encoding.add(line.id().toString());
    encoding.add(line.actor().name());
    encoding.add(line.origin().network());
    return encoding.bytes.toByteArray();
  }

  /** Where the chain ends. */
  static byte[] head(WorkspaceId workspace, Checkpoint end) {
    var encoding = new AuditEncoding(HEAD, workspace);
    encoding.add(Long.toString(end.seq()));
    encoding.add(end.hash());
    return encoding.bytes.toByteArray();
  }

  /** An entry from before the chain, without its person's part. */
  static byte[] unchained(WorkspaceId workspace, AuditLine line) {
    var encoding = new AuditEncoding(ENTRY, workspace);
    encoding.facts(line);
    return encoding.bytes.toByteArray();
  }

  private void facts(AuditLine line) {
    add(line.id().toString());
    add(Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, line.at())));
    add(line.origin().channel());
    add(line.actor().type());
    add(line.actor().id());
    add(line.action());
    add(line.subject());
    add(line.detail());
  }

  private void add(@Nullable String text) {
    add(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
  }

  private void add(byte @Nullable [] field) {
    bytes.writeBytes(
        ByteBuffer.allocate(Integer.BYTES).putInt(field == null ? -1 : field.length).array());
    if (field != null) {
      bytes.writeBytes(field);
    }
  }
}
