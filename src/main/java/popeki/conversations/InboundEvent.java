package popeki.conversations;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import popeki.conversations.MessageContent.Problem;

/**
 * One thing that happened at a provider. Every item of every webhook becomes exactly one of these;
 * the shapes are WhatsApp's Cloud API today, the words are meant for others too.
 */
sealed interface InboundEvent {
  PayloadItem item();

  default @Nullable String wabaId() {
    return item().wabaId();
  }

  default @Nullable String phoneNumberId() {
    return item().phoneNumberId();
  }

  default @Nullable String displayPhoneNumber() {
    return item().displayPhoneNumber();
  }

  default PayloadItem.Position position() {
    return item().position();
  }

  default @Nullable Instant occurredAt() {
    return item().occurredAt();
  }

  default String raw() {
    return item().raw();
  }

  enum Direction {
    INBOUND,
    OUTBOUND
  }

  /** A customer wrote, now. */
  record InboundMessage(PayloadItem item, Sender sender, MessageContent content)
      implements InboundEvent {
    String wamid() {
      return content.wamid();
    }

    MessageType type() {
      return content.type();
    }

    @Nullable String text() {
      return content.text();
    }

    @Nullable Referral referral() {
      return content.referral();
    }

    boolean opensConversation() {
      return content.opensConversation();
    }
  }

  /** The business wrote, on its phone or through another program. Never a lead. */
  record EchoedMessage(PayloadItem item, Sender customer, MessageContent content)
      implements InboundEvent {}

  /**
   * A message from before the number was connected, or the file of one that came without. Never
   * opens a conversation and never counts as new.
   *
   * @param deliveryStatus Meta's word: READ, DELIVERED, SENT, PENDING, PLAYED, ERROR
   * @param lateMedia the file of a message already told of as a placeholder
   */
  record HistoryMessage(
      PayloadItem item,
      Direction direction,
      Sender customer,
      MessageContent content,
      @Nullable String deliveryStatus,
      boolean lateMedia)
      implements InboundEvent {}

  /** How far a history sync is; chunks come in any order. */
  record HistoryProgress(
      PayloadItem item,
      @Nullable Integer phase,
      @Nullable Integer chunkOrder,
      @Nullable Integer percent)
      implements InboundEvent {}

  /**
   * What became of a message of ours.
   *
   * @param recipient null when Meta names nobody, and for groups
   * @param callbackData what the sender of the message attached to it
   */
  record MessageStatus(
      PayloadItem item,
      String wamid,
      Delivery delivery,
      String statusName,
      @Nullable Sender recipient,
      @Nullable String groupId,
      @Nullable String callbackData,
      @Nullable String conversationOrigin,
      @Nullable String pricingType,
      @Nullable String pricingCategory,
      List<Problem> problems)
      implements InboundEvent {

    /** In the order in which they replace each other; FAILED and the rest stand beside. */
    enum Delivery {
      SENT,
      DELIVERED,
      READ,
      PLAYED,
      FAILED,
      DELETED,
      WARNING,
      OTHER
    }

    /** Logs get the place, never the person. */
    @Override
    public String toString() {
      return "MessageStatus[" + item + ", " + delivery + "]";
    }
  }

  /** The business's phone book: a contact was saved (or changed), or removed. */
  record ContactSynced(PayloadItem item, Sender contact, boolean removed) implements InboundEvent {}

  /**
   * A person has a new number or a new user id. May arrive after the first message under the new id
   * and more than once.
   *
   * @param wamid when told as a message
   */
  record IdentityChanged(
      PayloadItem item,
      Change change,
      @Nullable Sender previous,
      @Nullable Sender current,
      @Nullable String wamid,
      @Nullable String detail)
      implements InboundEvent {
    enum Change {
      NUMBER,
      USER_ID
    }

    /** Logs get the place, never the person. */
    @Override
    public String toString() {
      return "IdentityChanged[" + item + ", " + change + "]";
    }
  }

  /** A customer stopped or resumed marketing messages. */
  record PreferenceChanged(
      PayloadItem item,
      Sender customer,
      @Nullable String category,
      Preference preference,
      @Nullable String detail)
      implements InboundEvent {
    enum Preference {
      STOP,
      RESUME,
      SIGNUP,
      OTHER
    }

    /** Logs get the place, never the person. */
    @Override
    public String toString() {
      return "PreferenceChanged[" + item + ", " + preference + "]";
    }
  }

  /**
   * Meta believes that it saw a lead or a sale. A suggestion; the value's scale is not known.
   *
   * @param eventName {@code LeadSubmitted} or {@code Purchase}
   */
  record AutomaticEvent(
      PayloadItem item,
      String wamid,
      String eventName,
      @Nullable String ctwaClid,
      @Nullable BigDecimal value,
      @Nullable String currency)
      implements InboundEvent {
    /** Logs get the place, never the person. */
    @Override
    public String toString() {
      return "AutomaticEvent[" + item + ", " + eventName + "]";
    }
  }

  /**
   * Something about the account, a number or a template.
   *
   * @param field {@code account_update}, {@code phone_number_quality_update} …
   * @param event Meta's word for what happened: {@code PARTNER_REMOVED}, {@code REJECTED} …
   * @param account the WhatsApp Business account it is about, which for partner notices is not the
   *     entry's id
   */
  record AccountNotice(
      PayloadItem item, String field, @Nullable String event, @Nullable String account)
      implements InboundEvent {}

  /** An error that belongs to no message: of the account, the app, or a refused history. */
  record ErrorNotice(PayloadItem item, String field, Problem problem) implements InboundEvent {
    /** Logs get the place, never the person. */
    @Override
    public String toString() {
      return "ErrorNotice[" + item + ", " + problem.code() + "]";
    }
  }

  /** Something Meta invented after us. Kept, counted, re-processable. */
  record Unknown(PayloadItem item, String field) implements InboundEvent {}

  /**
   * An item that cannot be what its place says: a message without an id, a list that is a number.
   *
   * @param reason free of content, safe to show and log
   */
  record Malformed(PayloadItem item, String field, String reason) implements InboundEvent {}
}
