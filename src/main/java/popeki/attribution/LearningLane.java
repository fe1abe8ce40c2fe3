package popeki.attribution;

import org.springframework.stereotype.Component;
import popeki.platform.Lane;

/** Learns a workspace's people anew, at most once a day and only where something happens. */
@Component
class LearningLane implements Lane {
  static final String KIND = "attribution-learning";

  private final MatchModels models;

  LearningLane(MatchModels models) {
    this.models = models;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Next drain(Slice slice) {
    models.learn(slice.owner());
    return Next.idle();
  }
}
