package popeki.conversations;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import popeki.platform.DoorLog;
import popeki.platform.GroupCommit;
import popeki.platform.Settings;

/**
 * Meta's door. The signature is checked over the bytes as they came; {@code 200} means that they
 * are on disk; what they say is read afterwards.
 */
@Hidden
@RestController
class WhatsAppWebhookController {
  private static final Logger log = LoggerFactory.getLogger(WhatsAppWebhookController.class);

  /** Meta sends up to 3 MB. */
  private static final int MAX_BODY = 4 * 1024 * 1024;

  private static final String APP = "default";
  private static final String DOOR = "whatsapp";

  private final Settings settings;
  private final WebhookInbox inbox;
  private final DoorLog doors;
  private final Counter accepted;
  private final Counter refused;

  WhatsAppWebhookController(
      Settings settings, WebhookInbox inbox, DoorLog doors, MeterRegistry metrics) {
    this.settings = settings;
    this.inbox = inbox;
    this.doors = doors;
    this.accepted = metrics.counter("popeki.webhooks", "door", "whatsapp", "result", "accepted");
    this.refused = metrics.counter("popeki.webhooks", "door", "whatsapp", "result", "refused");
  }

  /** The handshake: echoes the challenge to whoever knows the verify token. */
  @GetMapping("/webhooks/whatsapp")
  ResponseEntity<String> verify(
      @RequestParam(name = "hub.mode", required = false) @Nullable String mode,
      @RequestParam(name = "hub.verify_token", required = false) @Nullable String token,
      @RequestParam(name = "hub.challenge", required = false) @Nullable String challenge) {
    String expected = settings.whatsAppVerifyToken();
    boolean right =
        "subscribe".equals(mode)
            && expected != null
            && token != null
            && MessageDigest.isEqual(bytes(expected), bytes(token))
            && challenge != null
            && WebhookSignature.challengeIsSafe(challenge);
    doors.note(DOOR, right ? DoorLog.Knock.VERIFIED : DoorLog.Knock.VERIFY_REFUSED);
    return right
        ? text(200, String.valueOf(challenge))
        : text(403, "The verify token does not match WHATSAPP_VERIFY_TOKEN.");
  }

  /** Takes a notification. */
  @PostMapping("/webhooks/whatsapp")
  ResponseEntity<String> receive(
      HttpServletRequest request,
      @RequestHeader(name = "X-Hub-Signature-256", required = false) @Nullable String signature)
      throws IOException {
    if (request.getContentLengthLong() > MAX_BODY) {
      return text(413, "The body is larger than 4 MB.");
    }
    byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      return text(413, "The body is larger than 4 MB.");
    }
    String secret = settings.whatsAppAppSecret();
    if (secret == null || !WebhookSignature.matches(body, signature, bytes(secret))) {
      refused.increment();
      doors.note(DOOR, DoorLog.Knock.REFUSED);
      return text(
          401, "The signature does not match; WHATSAPP_APP_SECRET must be the app's secret.");
    }
    try {
      inbox.store(APP, body);
    } catch (GroupCommit.NotWritten e) {
      log.warn("A webhook could not be stored; Meta will send it again");
      return text(503, "Not stored; send it again.");
    }
    accepted.increment();
    doors.note(DOOR, DoorLog.Knock.ACCEPTED);
    return text(200, "");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ResponseEntity<String> text(int status, String body) {
    return ResponseEntity.status(status)
        .contentType(new MediaType("text", "plain", StandardCharsets.UTF_8))
        .body(body);
  }
}
