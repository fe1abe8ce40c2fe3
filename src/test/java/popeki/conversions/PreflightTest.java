package popeki.conversions;

import static org.assertj.core.api.Assertions.assertThat;
import static popeki.conversions.Deliveries.NOON;
import static popeki.conversions.Deliveries.ad;
import static popeki.conversions.Deliveries.ana;
import static popeki.conversions.Deliveries.both;
import static popeki.conversions.Deliveries.dataset;
import static popeki.conversions.Deliveries.destination;
import static popeki.conversions.Deliveries.lead;
import static popeki.conversions.Deliveries.link;
import static popeki.conversions.Deliveries.sale;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import popeki.kernel.Money;

class PreflightTest {
  private static Decision decide(
      Outgoing event, @Nullable Subject subject, @Nullable Destination destination) {
    return Preflight.decide(question(event, subject, false, destination));
  }

  private static Preflight.Question question(
      Outgoing event,
      @Nullable Subject subject,
      boolean suppressed,
      @Nullable Destination destination) {
    return new Preflight.Question(event, subject, suppressed, 0.8, true, destination, NOON);
  }

  private static Outgoing at(Instant occurredAt) {
    return new Outgoing(Stage.WON, "Purchase", "pt_1", occurredAt, new Money(35_000, "BRL"), null);
  }

  private static Outgoing named(String name, @Nullable Money value) {
    return new Outgoing(Stage.WON, name, "pt_1", NOON, value, null);
  }

  @Test
  void sends_an_ad_conversation_as_messaging() {
    assertThat(decide(sale(), ana(ad()), both()))
        .isEqualTo(new Decision.Send(Route.MESSAGING, dataset(Route.MESSAGING, "111"), "Purchase"));
  }

  @Test
  void sends_a_link_conversation_to_the_pixel_dataset() {
    assertThat(decide(lead(), ana(link()), both()))
        .isEqualTo(new Decision.Send(Route.WEB, dataset(Route.WEB, "222"), "LeadSubmitted"));
  }

  @Test
  void takes_the_link_when_only_the_pixel_dataset_is_there() {
    var twice = new Subject.Touch(1, "ARAkInvented", Deliveries.CLICK, false);
    assertThat(decide(sale(), ana(twice), destination(true, dataset(Route.WEB, "222"))))
        .isInstanceOfSatisfying(
            Decision.Send.class, send -> assertThat(send.route()).isEqualTo(Route.WEB));
  }

  @Test
  void keeps_the_way_of_the_first_attempt() {
    var begun = new Outgoing(Stage.WON, "Purchase", "pt_1", NOON, new Money(100, "BRL"), Route.WEB);
    var twice = new Subject.Touch(1, "ARAkInvented", Deliveries.CLICK, false);
    assertThat(decide(begun, ana(twice), both()))
        .isInstanceOfSatisfying(
            Decision.Send.class, send -> assertThat(send.route()).isEqualTo(Route.WEB));
  }

  @Test
  void prefers_the_dataset_of_the_conversations_own_account() {
    var own =
        new Destination.Dataset(
            Route.MESSAGING, "333", Deliveries.WABA, "999", new Destination.Token("t"));
    var others =
        new Destination.Dataset(Route.MESSAGING, "444", "555555", null, new Destination.Token("t"));
    assertThat(
            decide(
                sale(), ana(ad()), destination(true, dataset(Route.MESSAGING, "111"), others, own)))
        .isEqualTo(new Decision.Send(Route.MESSAGING, own, "Purchase"));
    assertThat(decide(sale(), ana(ad()), destination(true, others)))
        .isEqualTo(new Decision.Hold(Reason.NO_DATASET_FOR_CHANNEL));
  }

  @Test
  void holds_everything_without_a_destination() {
    assertThat(decide(sale(), ana(ad()), null)).isEqualTo(new Decision.Hold(Reason.NOT_CONFIGURED));
    assertThat(decide(at(NOON.minus(Duration.ofDays(30))), ana(null), null))
        .isEqualTo(new Decision.Hold(Reason.NOT_CONFIGURED));
  }

  @Test
  void holds_while_it_is_switched_off() {
    assertThat(decide(sale(), ana(ad()), destination(false, dataset(Route.MESSAGING, "111"))))
        .isEqualTo(new Decision.Hold(Reason.DISABLED));
  }

  @Test
  void cancels_for_people_who_opted_out_before_anything_else() {
    assertThat(Preflight.decide(question(sale(), ana(ad()), true, null)))
        .isEqualTo(new Decision.Cancel(Reason.OPTED_OUT));
    assertThat(decide(sale(), null, both())).isEqualTo(new Decision.Cancel(Reason.OPTED_OUT));
  }

  @Test
  void lets_seven_days_pass_and_never_redates() {
    Duration week = Duration.ofDays(7);
    assertThat(decide(at(NOON.minus(week).plusSeconds(120)), ana(ad()), both()))
        .isInstanceOf(Decision.Send.class);
    assertThat(decide(at(NOON.minus(week).plusSeconds(30)), ana(ad()), both()))
        .isEqualTo(new Decision.Expire());
    assertThat(decide(at(NOON.minus(week).minusSeconds(1)), ana(ad()), both()))
        .isEqualTo(new Decision.Expire());
  }

  @Test
  void waits_for_minutes_and_refuses_days_of_future() {
    assertThat(decide(at(NOON.plusSeconds(20)), ana(ad()), both()))
        .isInstanceOf(Decision.Send.class);
    assertThat(decide(at(NOON.plusSeconds(300)), ana(ad()), both()))
        .isEqualTo(new Decision.Wait(NOON.plusSeconds(300)));
    assertThat(decide(at(NOON.plusSeconds(601)), ana(ad()), both()))
        .isEqualTo(new Decision.Reject(Reason.IN_THE_FUTURE));
  }

  @Test
  void wants_an_amount_for_a_purchase_only() {
    assertThat(decide(named("Purchase", null), ana(ad()), both()))
        .isEqualTo(new Decision.Reject(Reason.VALUE_MISSING));
    assertThat(decide(named("Purchase", new Money(-1, "BRL")), ana(ad()), both()))
        .isEqualTo(new Decision.Reject(Reason.VALUE_MISSING));
    assertThat(decide(named("InitiateCheckout", null), ana(ad()), both()))
        .isInstanceOf(Decision.Send.class);
  }

  @Test
  void refuses_conversations_that_no_click_led_to() {
    assertThat(decide(sale(), ana(null), both()))
        .isEqualTo(new Decision.Reject(Reason.NO_CLICK_ID));
    assertThat(decide(sale(), ana(new Subject.Touch(1, null, null, false)), both()))
        .isEqualTo(new Decision.Reject(Reason.NO_CLICK_ID));
    assertThat(decide(sale(), ana(new Subject.Touch(0, null, null, false)), both()))
        .isEqualTo(new Decision.Reject(Reason.NO_CLICK_ID));
  }

  @Test
  void respects_a_browser_that_asked_not_to_be_tracked() {
    var quiet = new Subject.Touch(1, null, new Subject.Click(NOON, null, null, null), true);
    assertThat(decide(sale(), ana(quiet), both())).isEqualTo(new Decision.Reject(Reason.GPC));
  }

  @Test
  void holds_below_the_threshold_and_sends_at_it() {
    assertThat(decide(sale(), ana(new Subject.Touch(0.79, "A", null, false)), both()))
        .isEqualTo(new Decision.Hold(Reason.BELOW_THRESHOLD));
    assertThat(decide(sale(), ana(new Subject.Touch(0.6, null, null, false)), both()))
        .isEqualTo(new Decision.Hold(Reason.BELOW_THRESHOLD));
    assertThat(decide(sale(), ana(new Subject.Touch(0.8, "A", null, false)), both()))
        .isInstanceOf(Decision.Send.class);
  }

  @Test
  void needs_something_to_recognise_the_visitor_by() {
    var bare = new Subject.Touch(1, null, new Subject.Click(NOON, null, "203.0.113.7", "M"), false);
    var nameless = new Subject(Deliveries.ANA, Deliveries.WABA, null, "BR", List.of(), bare);
    assertThat(decide(sale(), nameless, both()))
        .isEqualTo(new Decision.Reject(Reason.NOTHING_TO_MATCH));
    assertThat(decide(sale(), ana(bare), both())).isInstanceOf(Decision.Send.class);
  }

  @Test
  void holds_for_a_dataset_whose_token_rests_and_only_for_it() {
    var parked =
        new Destination(
            true,
            both().datasets(),
            null,
            Destination.Events.USUAL,
            Map.of("111", 190),
            null,
            NOON);
    assertThat(decide(sale(), ana(ad()), parked)).isEqualTo(new Decision.Hold(Reason.TOKEN_PARKED));
    assertThat(decide(sale(), ana(link()), parked)).isInstanceOf(Decision.Send.class);
  }

  @ParameterizedTest
  @CsvSource({
    "LeadSubmitted, LeadSubmitted",
    "Purchase, Purchase",
    "QualifiedLead, LeadSubmitted",
    "Lead, LeadSubmitted",
    "AddToCart, AddToCart",
    "OrderShipped, OrderShipped",
    "CompleteRegistration, ''",
    "Contact, ''",
    "Schedule, ''",
    "StartTrial, ''",
    "MyEvent, ''"
  })
  void knows_the_closed_list_of_messaging(String wanted, String sent) {
    assertThat(EventNames.resolve(Route.MESSAGING, wanted).orElse("")).isEqualTo(sent);
  }

  @Test
  void takes_any_name_to_a_pixel_dataset() {
    assertThat(EventNames.resolve(Route.WEB, "MyEvent")).contains("MyEvent");
    assertThat(EventNames.resolve(Route.WEB, "no blanks")).isEmpty();
    assertThat(EventNames.resolve(Route.WEB, "x".repeat(51))).isEmpty();
  }

  @Test
  void each_decision_has_a_status_and_each_refusal_a_reason() {
    assertThat(new Decision.Hold(Reason.DISABLED).status()).isEqualTo(Status.HELD);
    assertThat(new Decision.Expire().refusal()).isEqualTo(Reason.TOO_OLD);
    assertThat(new Decision.Cancel(Reason.OPTED_OUT).status()).isEqualTo(Status.CANCELLED);
  }
}
