package popeki.ai;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.springframework.beans.factory.BeanFactory;
import popeki.TestEnvironment;
import popeki.kernel.WorkspaceId;
import popeki.platform.AiKind;
import popeki.platform.AiSettings;
import popeki.platform.Outbound;
import popeki.platform.Settings;
import popeki.platform.TestOutbound;
import popeki.platform.Throttle;
import popeki.platform.WorkspaceTx;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rotation as an installation has it whose operator named these providers, over the database of
 * the other tests. Everything but the pretend providers is the product's own.
 */
public final class AskingBench implements AutoCloseable {
  static final String TERMS =
      "retention=none;training=no;dpa=DPA-7;region=us;valid_until=2099-12-31";

  private final List<PretendProvider> providers = new ArrayList<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final Map<String, String> variables;
  private final BeanFactory beans;

  public AskingBench(BeanFactory beans, AiKind... kinds) {
    this.beans = beans;
    this.variables = new HashMap<>(TestEnvironment.variables());
    for (AiKind kind : kinds) {
      var provider = new PretendProvider(kind, underWay);
      providers.add(provider);
      variables.put(kind.name() + "_BASE_URL", provider.base());
      variables.put(kind.name() + "_TERMS", TERMS);
      if (kind != AiKind.OLLAMA) {
        variables.put(kind.name() + "_API_KEY", PretendProvider.KEY);
      }
      if (kind == AiKind.AZURE_OPENAI) {
        variables.put("AZURE_OPENAI_MODEL", "lead-labels");
      }
    }
    variables.put(
        "AI_PROVIDERS",
        providers.stream().map(one -> one.kind().wire()).collect(Collectors.joining(","))
            + ",builtin");
  }

  public AskingBench with(String name, String value) {
    variables.put(name, value);
    return this;
  }

  public PretendProvider provider(int index) {
    return providers.get(index);
  }

  public Ai asks() {
    return ai();
  }

  RotatingAi ai() {
    return ai(RotatingAi.Pace.USUAL);
  }

  /** Where somebody hangs, nobody wants to wait for six seconds. */
  RotatingAi impatient() {
    return ai(new RotatingAi.Pace(Duration.ofSeconds(12), Duration.ofMillis(900)));
  }

  RotatingAi ai(RotatingAi.Pace pace) {
    AiSettings ai = settings();
    Clock clock = beans.getBean(Clock.class);
    var peers = AiConfiguration.peers(ai, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    CallRepository rows = beans.getBean(CallRepository.class);
    WorkspaceTx tx = beans.getBean(WorkspaceTx.class);
    return new RotatingAi(
        ai,
        pace,
        new ProviderClient(
            TestOutbound.to(new Outbound.Peers(peers.all())),
            beans.getBean(JsonMapper.class),
            clock,
            peers),
        new Ledger(rows, tx, ai, clock),
        new Turns(),
        rows,
        tx,
        beans.getBean(Throttle.class),
        new SimpleMeterRegistry(),
        clock);
  }

  AiSettings settings() {
    return AiSettings.of(Settings.from(variables));
  }

  /** A question about something that was never asked about. */
  public static Question question(WorkspaceId workspace) {
    return question(workspace, UUID.randomUUID());
  }

  public static Question question(WorkspaceId workspace, UUID subject) {
    return new Question(
        workspace,
        subject,
        "lead",
        "You label conversations.",
        "{\"messages\":[{\"n\":1,\"from\":\"lead\",\"text\":\"Quanto custa? Meu número é [PHONE]\"}]}",
        "lead",
        schema(),
        Set.of("phone"),
        300);
  }

  private static Map<String, Object> schema() {
    var properties = new LinkedHashMap<String, Object>();
    properties.put("category", Map.of("type", "string", "enum", List.of("hot", "cold")));
    properties.put("wants", Map.of("type", "string"));
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("required", List.of("category", "wants"));
    schema.put("additionalProperties", false);
    return schema;
  }

  /** Takes nothing but the category. */
  public static String category(String text) throws UnfitAnswer {
    try {
      String category = JsonMapper.shared().readTree(text).path("category").asString("");
      if (category.equals("hot") || category.equals("cold")) {
        return category;
      }
    } catch (tools.jackson.core.JacksonException e) {
      throw new UnfitAnswer("not JSON");
    }
    throw new UnfitAnswer("no category");
  }

  @Override
  public void close() {
    providers.forEach(PretendProvider::close);
  }
}
