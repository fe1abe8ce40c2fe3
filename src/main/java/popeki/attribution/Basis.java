package popeki.attribution;

import java.util.List;

/** What a decision stands on: the touches of its conversation, and how long visits count. */
record Basis(List<Touch> told, Windows windows) {
  Basis {
    told = List.copyOf(told);
  }

  /** Another person's code says that the message was sent on by them, and not which visit it is. */
  boolean isPassedOn() {
    return told.stream().anyMatch(touch -> touch.standing() == Touch.Standing.SHARED);
  }
}
