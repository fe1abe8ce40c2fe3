package popeki.conversations;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import popeki.conversations.InboundEvent.AccountNotice;
import popeki.conversations.InboundEvent.AutomaticEvent;
import popeki.conversations.InboundEvent.ContactSynced;
import popeki.conversations.InboundEvent.EchoedMessage;
import popeki.conversations.InboundEvent.ErrorNotice;
import popeki.conversations.InboundEvent.HistoryMessage;
import popeki.conversations.InboundEvent.HistoryProgress;
import popeki.conversations.InboundEvent.IdentityChanged;
import popeki.conversations.InboundEvent.InboundMessage;
import popeki.conversations.InboundEvent.Malformed;
import popeki.conversations.InboundEvent.MessageStatus;
import popeki.conversations.InboundEvent.PreferenceChanged;
import popeki.conversations.InboundEvent.Unknown;

/** Events as lines that a person can check against the payload: what is absent is left out. */
final class EventLines {
  private EventLines() {}

  static String of(List<InboundEvent> events) {
    return events.stream().map(EventLines::line).collect(Collectors.joining("\n"));
  }

  static String line(InboundEvent event) {
    return words(
        event.getClass().getSimpleName(),
        event.position().toString(),
        labelled("waba", event.wabaId()),
        labelled("number", event.phoneNumberId()),
        labelled("shown", event.displayPhoneNumber()),
        labelled("at", event.occurredAt()),
        detail(event));
  }

  private static String detail(InboundEvent event) {
    return switch (event) {
      case InboundMessage m ->
          words(
              person("from", m.sender()),
              content(m.content()),
              m.opensConversation() ? "opens" : null);
      case EchoedMessage m -> words(person("to", m.customer()), content(m.content()));
      case HistoryMessage m ->
          words(
              m.direction().name(),
              person("with", m.customer()),
              content(m.content()),
              labelled("status", m.deliveryStatus()),
              m.lateMedia() ? "late-media" : null);
      case HistoryProgress p ->
          words(
              labelled("phase", p.phase()),
              labelled("chunk", p.chunkOrder()),
              labelled("percent", p.percent()));
      case MessageStatus s ->
          words(
              s.wamid(),
              s.delivery() + "(" + s.statusName() + ")",
              person("to", s.recipient()),
              labelled("group", s.groupId()),
              labelled("callback", s.callbackData()),
              labelled("origin", s.conversationOrigin()),
              labelled("pricing", s.pricingType()),
              labelled("category", s.pricingCategory()),
              s.problems().isEmpty() ? null : s.problems().toString());
      case ContactSynced c -> words(person("who", c.contact()), c.removed() ? "removed" : "saved");
      case IdentityChanged c ->
          words(
              c.change().name(),
              person("was", c.previous()),
              person("is", c.current()),
              c.wamid(),
              labelled("detail", c.detail()));
      case PreferenceChanged p ->
          words(
              person("who", p.customer()),
              p.preference().name(),
              p.category(),
              labelled("detail", p.detail()));
      case AutomaticEvent a ->
          words(
              a.wamid(),
              a.eventName(),
              labelled("clid", a.ctwaClid()),
              labelled("value", a.value()),
              a.currency());
      case AccountNotice a -> words(a.field(), a.event(), labelled("about", a.account()));
      case ErrorNotice e -> words(e.field(), e.problem().toString());
      case Unknown u -> words(labelled("field", u.field()));
      case Malformed m -> words(labelled("field", m.field()), labelled("reason", m.reason()));
    };
  }

  private static @Nullable String person(String role, @Nullable Sender who) {
    return who == null
        ? null
        : role
            + "{"
            + words(
                who.waId(),
                who.userId(),
                who.parentUserId(),
                labelled("name", who.profileName()),
                labelled("username", who.username()))
            + "}";
  }

  private static String content(MessageContent c) {
    return words(
        c.wamid(),
        c.type() + "(" + c.typeName() + ")",
        labelled("text", c.text()),
        c.media() == null ? null : c.media().toString(),
        c.referral() == null ? null : c.referral().toString(),
        labelled("reply-to", c.replyTo()),
        c.forwarded() ? "forwarded" : null,
        labelled("target", c.target()),
        c.isRemovedReaction() ? "taken-back" : null,
        labelled("group", c.groupId()),
        c.problems().isEmpty() ? null : c.problems().toString());
  }

  private static @Nullable String labelled(String label, @Nullable Object value) {
    return value == null ? null : label + "=" + value;
  }

  private static String words(@Nullable String... words) {
    return Stream.of(words).filter(Objects::nonNull).collect(Collectors.joining(" "));
  }
}
