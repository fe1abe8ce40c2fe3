package popeki.conversations;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import popeki.connections.MetaApps;
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

  private static final String NO_SUCH_APP = "There is no Meta app of this address.";
  private static final String DOOR = "whatsapp";

  private final Settings settings;
  private final MetaApps apps;
  private final WebhookInbox inbox;
  private final DoorLog doors;
  private final Counter accepted;
  private final Counter refused;

  WhatsAppWebhookController(
      Settings settings, MetaApps apps, WebhookInbox inbox, DoorLog doors, MeterRegistry metrics) {
    this.settings = settings;
    this.apps = apps;
    this.inbox = inbox;
    this.doors = doors;
    this.accepted = metrics.counter("popeki.webhooks", "door", "whatsapp", "result", "accepted");
    this.refused = metrics.counter("popeki.webhooks", "door", "whatsapp", "result", "refused");
  }

  /** The handshake: echoes the challenge to whoever knows the verify token. */
  @GetMapping({"/webhooks/whatsapp", "/webhooks/whatsapp/{app}"})
  ResponseEntity<String> verify(
      @PathVariable(required = false) @Nullable String app,
      @RequestParam(name = "hub.mode", required = false) @Nullable String mode,
      @RequestParam(name = "hub.verify_token", required = false) @Nullable String token,
      @RequestParam(name = "hub.challenge", required = false) @Nullable String challenge) {
    Optional<MetaApps.Door> own = own(app);
    if (app != null && own.isEmpty()) {
      return text(404, NO_SUCH_APP);
    }
    String expected = own.map(MetaApps.Door::verifyToken).orElseGet(settings::whatsAppVerifyToken);
    boolean right =
        "subscribe".equals(mode)
            && expected != null
            && token != null
            && MessageDigest.isEqual(bytes(expected), bytes(token))
            && challenge != null
            && WebhookSignature.challengeIsSafe(challenge);
    doors.note(door(app), right ? DoorLog.Knock.VERIFIED : DoorLog.Knock.VERIFY_REFUSED);
    return right
        ? text(200, String.valueOf(challenge))
        : text(
            403,
            app == null
                ? "The verify token does not match WHATSAPP_VERIFY_TOKEN."
                : "The verify token is not the one of this app.");
  }

  /** Takes a notification. */
  @PostMapping({"/webhooks/whatsapp", "/webhooks/whatsapp/{app}"})
  ResponseEntity<String> receive(
      @PathVariable(required = false) @Nullable String app,
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
    Optional<MetaApps.Door> own = own(app);
    if (app != null && own.isEmpty()) {
      return text(404, NO_SUCH_APP);
    }
    String secret = own.map(MetaApps.Door::secret).orElseGet(settings::whatsAppAppSecret);
    if (secret == null || !WebhookSignature.matches(body, signature, bytes(secret))) {
      refused.increment();
      doors.note(door(app), DoorLog.Knock.REFUSED);
      return text(
          401,
          app == null
              ? "The signature does not match; WHATSAPP_APP_SECRET must be the app's secret."
              : "The signature does not match; the app's secret in the settings must be Meta's.");
    }
    try {
      inbox.store(app == null ? WebhookInbox.ENVIRONMENT : app, body);
    } catch (GroupCommit.NotWritten e) {
      log.warn("A webhook could not be stored; Meta will send it again");
      return text(503, "Not stored; send it again.");
    }
    accepted.increment();
    doors.note(door(app), DoorLog.Knock.ACCEPTED);
    return text(200, "");
  }

  /** The app of an address; the plain address is the environment's. */
  private Optional<MetaApps.Door> own(@Nullable String app) {
    return app == null ? Optional.empty() : apps.door(app);
  }

  private static String door(@Nullable String app) {
    return app == null ? DOOR : DOOR + ":" + app;
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
