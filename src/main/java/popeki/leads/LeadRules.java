package popeki.leads;

import java.util.List;
import java.util.function.Predicate;
import popeki.kernel.Pure;

/**
 * The label guide as a list to read: first rule that fits wins. Each rule is a name, a category and
 * a test on what was found.
 */
@Pure
final class LeadRules {
  private static final int ENOUGH_TO_ASK = 2;
  private static final int SHORT = 3;
  private static final int CHAT = 12;

  /** A rule and what it decides. */
  record Rule(String name, LeadCategory category, Confidence confidence, Predicate<Clues> fits) {}

  private static final List<Rule> RULES =
      List.of(
          rule("nothing but steering", LeadCategory.OTHER, LeadRules::onlySteering),
          rule("scam", LeadCategory.SPAM, LeadRules::isScam),
          rule("sells to us", LeadCategory.SPAM, LeadRules::isPitch),
          rule("seeks work", LeadCategory.JOB_SEEKER, clues -> clues.has(Concept.JOB)),
          rule("complains", LeadCategory.SUPPORT, LeadRules::needsSupport),
          rule("already a customer", LeadCategory.EXISTING_CUSTOMER, LeadRules::isCustomer),
          rule("wrong number", LeadCategory.OTHER, clues -> clues.has(Concept.WRONG_NUMBER)),
          rule("competitor", LeadCategory.OTHER, LeadRules::isCompetitor),
          rule("says nothing", LeadCategory.OTHER, clues -> clues.wordCount() == 0),
          unsure("small talk", LeadCategory.OTHER, LeadRules::isSmallTalk),
          rule("gave up", LeadCategory.COLD, LeadRules::gaveUp),
          rule("commits", LeadCategory.HOT, LeadRules::commits),
          rule("not now", LeadCategory.COLD, LeadRules::isNotNow),
          rule("books a time", LeadCategory.HOT, LeadRules::booksATime),
          rule("emergency", LeadCategory.HOT, clues -> clues.has(Concept.EMERGENCY)),
          rule("budget and a date", LeadCategory.HOT, LeadRules::hasBudgetAndDate),
          rule("vague", LeadCategory.COLD, LeadRules::isVague),
          rule("asks", LeadCategory.WARM, LeadRules::asks),
          unsure("talks of something", LeadCategory.OTHER, LeadRules::isChatter),
          unsure("the rest", LeadCategory.COLD, _ -> true));

  private LeadRules() {}

  static Rule decide(Clues clues) {
    return RULES.stream().filter(rule -> rule.fits().test(clues)).findFirst().orElseThrow();
  }

  static LeadIntent intent(LeadCategory category, Clues clues) {
    return switch (category) {
      case SPAM -> isScam(clues) ? LeadIntent.SCAM : LeadIntent.SALES_PITCH;
      case JOB_SEEKER -> LeadIntent.JOB_APPLICATION;
      case SUPPORT -> supportIntent(clues);
      case EXISTING_CUSTOMER -> customerIntent(clues);
      case OTHER ->
          clues.hasAny(Concept.WRONG_NUMBER, Concept.SMALL_TALK)
              ? LeadIntent.WRONG_NUMBER
              : LeadIntent.NONE;
      case HOT -> hotIntent(clues);
      case WARM, COLD -> questionIntent(clues);
    };
  }

  private static LeadIntent supportIntent(Clues clues) {
    if (clues.has(Concept.REFUND)) {
      return LeadIntent.REFUND_COMPLAINT;
    }
    return clues.has(Concept.ORDER_STATUS) ? LeadIntent.ORDER_STATUS : LeadIntent.SUPPORT_REQUEST;
  }

  private static LeadIntent customerIntent(Clues clues) {
    if (clues.has(Concept.RENEW)) {
      return LeadIntent.RENEWAL_UPSELL;
    }
    return clues.has(Concept.RESCHEDULE) ? LeadIntent.RESCHEDULE_CANCEL : LeadIntent.INFORMATION;
  }

  private static LeadIntent hotIntent(Clues clues) {
    if (clues.hasAny(Concept.TAKE, Concept.OFFER)) {
      return LeadIntent.PURCHASE;
    }
    if (clues.hasAny(Concept.BOOK, Concept.SLOT, Concept.EMERGENCY)) {
      return LeadIntent.BOOKING;
    }
    return clues.has(Concept.PAY) ? LeadIntent.PURCHASE : LeadIntent.QUOTE;
  }

  private static LeadIntent questionIntent(Clues clues) {
    if (clues.has(Concept.ASK_PRICE)) {
      return LeadIntent.QUOTE;
    }
    if (clues.has(Concept.ASK_AVAILABLE)) {
      return LeadIntent.AVAILABILITY;
    }
    return clues.has(Concept.BOOK) ? LeadIntent.BOOKING : LeadIntent.INFORMATION;
  }

  private static boolean onlySteering(Clues clues) {
    return clues.steers() && clues.wordCount() == 0;
  }

  private static boolean isScam(Clues clues) {
    return clues.has(Concept.SCAM) || (clues.has(Concept.SCAM_HOOK) && clues.hasLink());
  }

  private static boolean isPitch(Clues clues) {
    boolean offers = clues.has(Concept.PITCH_OFFER);
    boolean thing = clues.has(Concept.PITCH_THING);
    boolean hook = clues.has(Concept.PITCH_HOOK);
    return clues.has(Concept.PITCH_SURE) || (offers && (thing || hook)) || (thing && hook);
  }

  /** A lawyer's leads tell of other people's faults; there only blame on "you" is a complaint. */
  private static boolean needsSupport(Clues clues) {
    boolean owned = clues.has(Concept.OWNED);
    if (treatsPain(clues) && clues.has(Concept.EMERGENCY) && !owned) {
      return false;
    }
    if (clues.has(Concept.FAULT) || (owned && clues.has(Concept.REFUND))) {
      return true;
    }
    if (clues.business().type().startsWith("law")) {
      return false;
    }
    return clues.has(Concept.ORDER_STATUS)
        || (clues.has(Concept.PROBLEM) && (owned || clues.has(Concept.REFUND)))
        || (clues.has(Concept.PROBLEM) && !asksToBuy(clues) && !treatsPain(clues));
  }

  /** "My car broke down, I am looking for another" is a buyer with a story. */
  private static boolean asksToBuy(Clues clues) {
    return clues.hasAny(
        Concept.NEED,
        Concept.ASK_PRICE,
        Concept.BOOK,
        Concept.EMERGENCY,
        Concept.TAKE,
        Concept.NOT_NOW,
        Concept.DISCOUNT,
        Concept.ASK_AVAILABLE);
  }

  /** Where what hurts or broke is the need itself. */
  private static boolean treatsPain(Clues clues) {
    return clues.business().type().startsWith("dental");
  }

  private static boolean isCustomer(Clues clues) {
    return clues.hasAny(Concept.RELATION, Concept.RESCHEDULE, Concept.RENEW);
  }

  private static boolean isSmallTalk(Clues clues) {
    boolean chats = clues.count(Concept.SMALL_TALK) >= ENOUGH_TO_ASK && clues.wordCount() <= CHAT;
    return clues.has(Concept.SMALL_TALK) && (!isCommercial(clues) || (chats && !moves(clues)));
  }

  /** Says something only a customer says, whoever else is named: "my mum needs an implant". */
  private static boolean moves(Clues clues) {
    return clues.hasAny(
        Concept.BOOK,
        Concept.SLOT,
        Concept.PAY,
        Concept.TAKE,
        Concept.NEED,
        Concept.EMERGENCY,
        Concept.DISCOUNT,
        Concept.BUDGET);
  }

  private static boolean isCompetitor(Clues clues) {
    return clues.has(Concept.COMPETITOR) && !clues.has(Concept.HOMEWORK);
  }

  private static boolean gaveUp(Clues clues) {
    return clues.lastHas(Concept.GAVE_UP)
        && !clues.lastAsks()
        && !clues.hasAny(Concept.PAY, Concept.TAKE);
  }

  private static boolean isCommercial(Clues clues) {
    return clues.hasAny(
        Concept.ASK_PRICE,
        Concept.ASK_DETAILS,
        Concept.ASK_AVAILABLE,
        Concept.BOOK,
        Concept.SLOT,
        Concept.PAY,
        Concept.TAKE,
        Concept.NEED,
        Concept.EMERGENCY,
        Concept.NOT_NOW,
        Concept.DISCOUNT,
        Concept.BUDGET);
  }

  private static boolean commits(Clues clues) {
    boolean leaves = clues.lastHas(Concept.NOT_NOW) || clues.lastHas(Concept.ASK_SOMEONE);
    boolean commits = clues.hasAny(Concept.PAY, Concept.TAKE, Concept.OFFER);
    return (commits || (clues.has(Concept.READY) && isSoon(clues))) && !leaves;
  }

  private static boolean booksATime(Clues clues) {
    boolean books = clues.hasAny(Concept.BOOK, Concept.SLOT) || acceptsOurInvitation(clues);
    boolean needsItNow = clues.has(Concept.NEED) && clues.has(Concept.TODAY);
    boolean named = isSoon(clues) && (clues.has(Concept.CLOCK) || worksByAppointment(clues));
    boolean asksHours = clues.has(Concept.HOURS);
    boolean asksForIt = named && !asksHours && (clues.hasQuestion() || clues.has(Concept.NEED));
    return (books && (isSoon(clues) || (clues.has(Concept.CLOCK) && !asksHours)))
        || needsItNow
        || asksForIt;
  }

  private static boolean worksByAppointment(Clues clues) {
    String type = clues.business().type();
    return type.startsWith("beauty") || type.startsWith("dental") || type.startsWith("restaurant");
  }

  private static boolean acceptsOurInvitation(Clues clues) {
    return clues.has(Concept.YES) && clues.oursHave(Concept.BOOK);
  }

  private static boolean hasBudgetAndDate(Clues clues) {
    return BudgetRules.budget(clues) != null && isSoon(clues);
  }

  private static boolean isSoon(Clues clues) {
    return clues.hasAny(Concept.TODAY, Concept.THIS_WEEK);
  }

  private static boolean isNotNow(Clues clues) {
    return clues.hasAny(Concept.NOT_NOW, Concept.HOMEWORK);
  }

  private static boolean isVague(Clues clues) {
    int content = clues.contentCount();
    return content == 0 || (content < ENOUGH_TO_ASK && clues.wordCount() <= SHORT);
  }

  private static boolean asks(Clues clues) {
    return isCommercial(clues) || clues.hasQuestion();
  }

  private static boolean isChatter(Clues clues) {
    return clues.contentCount() > SHORT;
  }

  private static Rule rule(String name, LeadCategory category, Predicate<Clues> fits) {
    return new Rule(name, category, Confidence.MEDIUM, fits);
  }

  private static Rule unsure(String name, LeadCategory category, Predicate<Clues> fits) {
    return new Rule(name, category, Confidence.LOW, fits);
  }
}
