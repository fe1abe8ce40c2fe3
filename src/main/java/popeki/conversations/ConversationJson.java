package popeki.conversations;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import popeki.platform.MoneyJson;

/**
 * A conversation on the wire.
 *
 * @param attribution which ad or link it came from, how sure we are, and the evidence
 * @param lead the score with its reasons
 */
record ConversationJson(
    UUID id,
    ContactJson contact,
    UUID numberId,
    Instant startedAt,
    Instant lastMessageAt,
    @Schema(ref = "Attribution") @Nullable Object attribution,
    @Schema(ref = "Lead") @Nullable Object lead,
    @Schema(allowableValues = {"new", "contacted", "qualified", "quoted", "won", "lost"})
        String stage,
    @Schema(description = "Sales less refunds, in the currency of the last sale.")
        @Nullable MoneyJson value,
    @Schema(description = "What was reported, in the order of reports; each sale and each refund.")
        List<OutcomeJson> outcomes,
    List<String> tags,
    List<MessageJson> messages) {

  /** Something that was reported; of a refund the value is what went back. */
  record OutcomeJson(
      @Schema(
              allowableValues = {
                "contacted",
                "qualified",
                "quoted",
                "won",
                "lost",
                "reopened",
                "refunded"
              })
          String stage,
      @Nullable MoneyJson value,
      Instant occurredAt,
      @Nullable String externalId,
      @Schema(allowableValues = {"user", "api_key", "key_phrase", "score"}) String by) {
    static OutcomeJson of(Outcome outcome) {
      return new OutcomeJson(
          outcome.kind().wireName(),
          MoneyJson.ofNullable(outcome.value()),
          outcome.occurredAt(),
          outcome.externalId(),
          outcome.actorType());
    }
  }

  /** The person, as far as the conversation shows. */
  record ContactJson(
      UUID id,
      @Nullable String name,
      @Nullable String phone,
      @Nullable String waId,
      @Nullable String userId) {
    static ContactJson of(Contact contact) {
      return new ContactJson(
          contact.id().value(),
          contact.displayName(),
          contact.phone() == null ? null : "+" + contact.phone(),
          contact.waId(),
          contact.userId());
    }
  }

  /** A message; {@code referral} is there only when WhatsApp sent one. */
  record MessageJson(
      UUID id,
      String wamid,
      @Schema(allowableValues = {"in", "out"}) String direction,
      String type,
      @Nullable String text,
      Instant sentAt,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Referral referral) {
    static MessageJson of(MessageRepository.Message message) {
      return new MessageJson(
          message.id(),
          message.wamid(),
          message.inbound() ? "in" : "out",
          message.type(),
          message.text(),
          message.sentAt(),
          message.referral());
    }
  }
}
