package popeki;

import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import popeki.ads.AdAccounts;
import popeki.kernel.UserId;
import popeki.kernel.WorkspaceId;
import popeki.platform.Actor;
import popeki.platform.RunMode;
import popeki.platform.Settings;
import popeki.platform.SettingsException;
import popeki.platform.WorkspaceTx;
import popeki.sandbox.Sandbox;
import popeki.sandbox.World;
import popeki.workspaces.ConnectedNumber;
import popeki.workspaces.NumberDraft;
import popeki.workspaces.Numbers;
import popeki.workspaces.WorkspaceDraft;
import popeki.workspaces.Workspaces;

/**
 * The main job with nothing configured: {@code ./popeki demo}. The service as it always is, a
 * workspace with history, and the sandbox as all of its peers. What it needs to know again is in
 * the data folder; the history is written at the first start only.
 */
final class Demo {
  /** Where the landing page finds the start page of the demo. */
  private static final String URL_PROPERTY = "popeki.demo.url";

  private static final int SANDBOX_AFTER_PORT = 2;

  private Demo() {}

  static int start(Map<String, String> environment, String[] args) {
    var merged = arguments(environment, args);
    Settings asked = Settings.from(merged);
    Sandbox sandbox = Sandbox.open(asked.port() + SANDBOX_AFTER_PORT);
    try {
      DemoFile file = DemoFile.in(asked.data()).started().keep(asked.data());
      start(Settings.from(peers(merged, file, sandbox)), file, sandbox);
      return -1;
    } catch (RuntimeException e) {
      sandbox.close();
      throw e;
    }
  }

  private static void start(Settings settings, DemoFile file, Sandbox sandbox) {
    ConfigurableApplicationContext service =
        Service.application(settings, RunMode.SERVICE)
            .run(
                "--" + URL_PROPERTY + "=" + sandbox.startPage(),
                "--logging.structured.format.console=popeki.platform.PlainLog");
    service.addApplicationListener((ApplicationListener<ContextClosedEvent>) _ -> sandbox.close());
    DemoFile made = file.workspace() == null ? found(service, settings, file) : file;
    WorkspaceId id = WorkspaceId.of(String.valueOf(made.workspace()));
    ConnectedNumber number =
        service
            .getBean(Numbers.class)
            .connect(
                id,
                new NumberDraft(
                    DemoBusiness.PHONE_NUMBER_ID,
                    DemoBusiness.WABA_ID,
                    DemoBusiness.DISPLAY,
                    made.metaToken()),
                Actor.system("demo"));
    var seed = new SeedDemo(service);
    boolean fresh = seed.sow(id, number.id());
    String signIn = service.getBean(Workspaces.class).signInLink(DemoBusiness.EMAIL).orElse("");
    World world = world(settings, made, seed.linkIds(id), service.getBean(Clock.class));
    if (fresh) {
      Sandbox.configure(world, DemoDestination.PATH, DemoDestination.body(made));
    }
    sandbox.enter(world);
    if (fresh) {
      service
          .getBean(AdAccounts.class)
          .connectAll(id, String.valueOf(made.metaToken()), Actor.system("demo"));
    }
    ServiceAddress.remember(settings);
    say(settings, made, sandbox.startPage(), signIn, fresh);
  }

  private static Map<String, String> arguments(Map<String, String> environment, String[] args) {
    var merged = new HashMap<>(environment);
    merged.putIfAbsent("POPEKI_DATA", "var/demo");
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new SettingsException(args[i] + " needs a value, for example --port 8080");
      }
      switch (args[i]) {
        case "--port" -> merged.put("PORT", args[i + 1]);
        case "--data" -> merged.put("POPEKI_DATA", args[i + 1]);
        default -> throw new SettingsException("demo knows --port and --data, not " + args[i]);
      }
    }
    return merged;
  }

  /** Every peer is pretended: nothing of the demo leaves the machine. */
  private static Map<String, String> peers(
      Map<String, String> environment, DemoFile file, Sandbox sandbox) {
    var merged = new HashMap<>(environment);
    merged.put("WHATSAPP_APP_SECRET", file.appSecret());
    merged.put("WHATSAPP_VERIFY_TOKEN", file.verifyToken());
    merged.put("META_GRAPH_URL", sandbox.peers().toString());
    merged.put("META_APP_ID", Sandbox.APP_ID);
    merged.put("TRUSTED_PROXIES", "127.0.0.0/8,::1/128");
    merged.put("AI_PROVIDERS", "builtin");
    return Map.copyOf(merged);
  }

  /** Makes the workspace at the first start. */
  private static DemoFile found(
      ConfigurableApplicationContext service, Settings settings, DemoFile file) {
    Workspaces workspaces = service.getBean(Workspaces.class);
    if (!workspaces.all().isEmpty()) {
      throw new SettingsException(
          "POPEKI_DATA "
              + settings.data()
              + " holds workspaces but no finished demo; choose another folder with --data, or delete this one");
    }
    var made =
        workspaces.create(
            new WorkspaceDraft(
                DemoBusiness.NAME,
                DemoBusiness.OWNER,
                DemoBusiness.EMAIL,
                DemoBusiness.TRADE,
                DemoBusiness.ZONE,
                DemoBusiness.CURRENCY));
    setPassword(service, made.userId(), file.password());
    passFirstSteps(service, made.workspaceId());
    return file.with(made.workspaceId().value(), made.slug(), made.apiKey()).keep(settings.data());
  }

  private static void setPassword(
      ConfigurableApplicationContext service, UserId user, String password) {
    String hash = Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8().encode(password);
    service
        .getBean(WorkspaceTx.class)
        .directory(
            () ->
                service
                    .getBean(JdbcClient.class)
                    .sql("update accounts.account set password_hash = :hash where user_id = :user")
                    .param("hash", hash)
                    .param("user", user.value())
                    .update());
  }

  /** This business has been here for ninety days: nobody shows it where to begin. */
  private static void passFirstSteps(
      ConfigurableApplicationContext service, WorkspaceId workspace) {
    service
        .getBean(WorkspaceTx.class)
        .run(
            workspace,
            () ->
                service
                    .getBean(JdbcClient.class)
                    .sql("insert into workspaces.start_choice values (:ws, 'all', now())")
                    .param("ws", workspace.value())
                    .update());
  }

  private static World world(
      Settings settings, DemoFile file, Map<String, UUID> links, Clock clock) {
    return new World(
        settings.publicUrl(),
        settings.publicUrl() + "/w/" + file.slug(),
        DemoBusiness.NAME,
        String.valueOf(file.apiKey()),
        file.appSecret(),
        List.of(file.metaToken()),
        Map.of(DemoBusiness.DATASET, DemoBusiness.WABA_ID, DemoBusiness.WEB_DATASET, ""),
        new World.ChatNumber(
            DemoBusiness.PHONE_NUMBER_ID, DemoBusiness.WABA_ID, DemoBusiness.DISPLAY),
        DemoBusiness.ADS.stream().filter(DemoBusiness.Ad::inUse).map(Demo::advert).toList(),
        List.of(
            new World.AdAccount(
                DemoBusiness.AD_ACCOUNT,
                DemoBusiness.NAME,
                DemoBusiness.CURRENCY,
                DemoBusiness.ZONE,
                DemoBusiness.ADS.stream()
                    .map(ad -> new World.Running(advert(ad), ad.from(), ad.dailySpendMinor()))
                    .toList())),
        DemoBusiness.PLACES.stream()
            .filter(place -> place.inUse() && links.containsKey(place.slug()))
            .map(place -> link(place, links))
            .toList(),
        new World.SignIn(DemoBusiness.EMAIL, file.password()),
        41 + file.starts(),
        clock);
  }

  private static World.Advert advert(DemoBusiness.Ad ad) {
    return new World.Advert(
        ad.id(),
        ad.name(),
        ad.adsetId(),
        ad.adsetName(),
        ad.campaignId(),
        ad.campaignName(),
        ad.headline(),
        ad.body(),
        ad.opening());
  }

  private static World.TrackedLink link(DemoBusiness.Place place, Map<String, UUID> links) {
    return new World.TrackedLink(
        String.valueOf(links.get(place.slug())),
        place.slug(),
        place.name(),
        place.query(),
        place.referrer(),
        place.printed());
  }

  private static void say(
      Settings settings, DemoFile file, URI startPage, String signIn, boolean fresh) {
    System.out.println("Ready: " + settings.publicUrl());
    System.out.println();
    System.out.println("  Play a visitor   " + startPage);
    System.out.println("  Sign in          " + signIn + "  (once, within an hour)");
    System.out.println("  or with          " + DemoBusiness.EMAIL + "  " + file.password());
    System.out.println(
        "  History          "
            + (fresh
                ? SeedDemo.DAYS + " days, up to now; visitors keep coming"
                : "as the last start left it; visitors keep coming"));
    System.out.println("  Stop             Ctrl-C, the database stops too");
  }
}
