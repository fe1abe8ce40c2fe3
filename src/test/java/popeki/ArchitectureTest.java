package popeki;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;
import popeki.kernel.Pure;

/** The house rules as code. Each exception stands here with its reason, and nowhere else. */
@SuppressWarnings("NullAway.Init")
class ArchitectureTest {
  private static final Set<String> MODULES =
      Set.of(
          "kernel",
          "platform",
          "mails",
          "accounts",
          "workspaces",
          "connections",
          "billing",
          "privacy",
          "links",
          "conversations",
          "attribution",
          "ai",
          "leads",
          "conversions",
          "reports",
          "ads",
          "ops",
          "sandbox",
          "api");

  /**
   * Platform's plain values, the shape of a fact with nothing behind it, and who decides on them.
   */
  private static final Set<String> PLATFORM_VALUES =
      Set.of(
          // A campaign, ad set, ad and link by name: what a decision credits.
          "popeki.platform.Delta$Credit");

  /** Who may name a table of another module, and why. */
  private static final Map<String, String> SQL_EXCEPTIONS =
      new TreeMap<>(
          Map.of(
              "reports>platform.delta",
              "Deltas are the hand-over from the steps to the roll-ups (foundations, Roll-ups).",
              "reports>platform.click_delta",
              "The same of the click path, a row for each batch.",
              "reports>platform.open_delta",
              "Both kinds of them in one view, for whoever reads what is not folded yet."));

  /** Compiled templates. */
  private static final String GENERATED = "popeki.templates";

  private static final Set<String> LAUNCHER =
      Set.of("popeki.Main", "popeki.Commands", "popeki.Demo", "popeki.Service");

  private static final Set<String> OPENS_CONNECTIONS =
      Set.of(
          // The door to other systems.
          "popeki.platform.Outbound",
          // Part of the build: a start on a scratch folder that asks its own pages.
          "popeki.Preparation");

  private static final Pattern FORBIDDEN_NAME =
      Pattern.compile(
          ".*(Manager|Helper|Utils?|Impl|Dto|DTO|Service|Handler|Processor|Entity|Mapper)");

  private static final Set<String> NAMED_SO_WITH_REASON =
      // The launcher's command `serve`, and where that service is reached: it is the service, not a
      // layer of one.
      Set.of("popeki.Service", "popeki.RunningService");

  private static JavaClasses classes;
  private static ApplicationModules modules;

  @BeforeAll
  static void read_the_classes() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("popeki")
            .that(
                describe("written by hand", type -> !type.getPackageName().startsWith(GENERATED)));
    modules =
        ApplicationModules.of(
            PopekiApplication.class,
            describe("generated", type -> type.getPackageName().startsWith(GENERATED)));
  }

  @Test
  void modules_know_only_whom_they_declare() {
    modules.verify();
  }

  @Test
  void the_base_package_holds_the_launcher_and_the_modules_of_the_map() {
    assertThat(modules.stream().map(module -> module.getIdentifier().toString()))
        .isSubsetOf(MODULES);
    for (Path file : Sources.java()) {
      assertThat(Sources.JAVA.relativize(file).getNameCount())
          .as(file + " lies flat in its module")
          .isLessThanOrEqualTo(2);
    }
  }

  @Test
  void every_module_declares_whom_it_may_know() {
    for (var module : modules) {
      if (!module.getIdentifier().toString().equals("kernel")) {
        assertThat(declared(module)).as(module.getIdentifier().toString()).isNotEmpty();
      }
    }
  }

  @Test
  void decisions_are_pure() {
    var broken = new TreeSet<String>();
    for (JavaClass type : classes) {
      if (pureType(type)) {
        type.getDirectDependenciesFromSelf().stream()
            .filter(impure(type))
            .forEach(dependency -> broken.add(told(type, dependency.getTargetClass())));
      } else {
        type.getMethods().stream()
            .filter(method -> method.isAnnotatedWith(Pure.class))
            .forEach(method -> broken.addAll(impureCalls(method)));
      }
    }
    assertThat(broken).as("@Pure: java.*, kernel and the own package, nothing else").isEmpty();
  }

  @Test
  void pure_decisions_ask_neither_clock_nor_chance() {
    var broken = new TreeSet<String>();
    Set<String> owners =
        Set.of(
            "java.util.Random",
            "java.security.SecureRandom",
            "java.util.concurrent.ThreadLocalRandom");
    for (JavaClass type : classes) {
      if (pureType(type)) {
        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
          AccessTarget target = access.getTarget();
          if (asksTheClock(target)
              || owners.contains(target.getOwner().getName())
              || target.getFullName().startsWith("java.util.UUID.randomUUID")) {
            broken.add(access.getDescription());
          }
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void one_class_reads_the_clock_of_the_machine() {
    var broken = new TreeSet<String>();
    for (JavaClass type : classes) {
      if (!type.getName().equals("popeki.platform.TimeConfiguration")) {
        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
          if (asksTheClock(access.getTarget())) {
            broken.add(access.getDescription());
          }
        }
      }
    }
    assertThat(broken).as("take a Clock or an Instant").isEmpty();
  }

  @Test
  void sql_names_the_tables_of_its_own_module() {
    var broken = new TreeSet<String>();
    var used = new TreeSet<String>();
    for (Path file : Sources.java()) {
      String module = Sources.module(file);
      for (var table : Sources.tables(module, file.getFileName().toString(), Sources.read(file))) {
        if (foreign(table)) {
          String key = table.module() + ">" + table.schema() + "." + table.table();
          if (SQL_EXCEPTIONS.containsKey(key)) {
            used.add(key);
          } else {
            broken.add(table.toString());
          }
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(used).as("exceptions that nothing needs").isEqualTo(SQL_EXCEPTIONS.keySet());
  }

  @Test
  void a_foreign_table_in_a_text_would_be_seen() {
    String planted =
        "String sql = \"\"\"\n  select 1 from links.click c join leads.work w on true\"\"\"; f(\"delete from ads.ad\");";
    assertThat(Sources.tables("ads", "AdRepository.java", planted))
        .filteredOn(ArchitectureTest::foreign)
        .extracting(Sources.NamedTable::table)
        .containsExactly("click", "work");
  }

  @Test
  void every_package_says_what_it_is_for_and_has_no_silent_nulls() {
    for (Path folder : folders()) {
      Path info = folder.resolve("package-info.java");
      assertThat(info).exists();
      String text = Sources.read(info);
      assertThat(text).as(info + " begins with its purpose").startsWith("/**");
      String purpose = text.substring(0, text.indexOf("*/"));
      assertThat(purpose).as(info + " ends its purpose with a full stop").contains(".");
      assertThat(purpose.length()).as(info + " says it in a line or two").isLessThan(220);
      assertThat(text).as(info.toString()).contains("@NullMarked");
    }
  }

  @Test
  void only_the_launcher_writes_to_the_terminal() {
    var broken = new TreeSet<String>();
    for (JavaClass type : classes) {
      if (!LAUNCHER.contains(outermost(type).getName())
          && !type.getSimpleName().endsWith("Command")) {
        type.getFieldAccessesFromSelf().stream()
            .filter(
                access ->
                    access.getTarget().getFullName().matches("java\\.lang\\.System\\.(out|err)"))
            .forEach(access -> broken.add(access.getDescription()));
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void names_say_a_job() {
    assertThat(
            classes.stream()
                .filter(type -> !type.getSimpleName().isEmpty())
                .filter(type -> FORBIDDEN_NAME.matcher(type.getSimpleName()).matches())
                .map(JavaClass::getName)
                .filter(name -> !NAMED_SO_WITH_REASON.contains(name)))
        .isEmpty();
  }

  @Test
  void one_class_opens_connections() {
    noClasses()
        .that()
        .resideOutsideOfPackage("popeki.sandbox")
        .and()
        .doNotHaveFullyQualifiedName("popeki.platform.Outbound")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.net\\.http\\.(?!HttpHeaders).*|java\\.net\\.(Socket|HttpURLConnection|URLConnection|DatagramSocket)"
                + "|java\\.nio\\.channels\\.(SocketChannel|AsynchronousSocketChannel|DatagramChannel)"
                + "|org\\.springframework\\.web\\.client\\.Rest(Client|Template).*"
                + "|org\\.springframework\\.web\\.reactive\\..*|javax\\.net\\.ssl\\.HttpsURLConnection")
        .because("deadlines, host lists and purpose tags hold only where every call passes")
        .allowEmptyShould(true)
        .check(
            classes.that(
                describe(
                    "outside Outbound",
                    type -> !OPENS_CONNECTIONS.contains(outermost(type).getName()))));
  }

  /** {@code ./mvnw test -Dtest=ArchitectureTest -Dpopeki.write=true} draws it anew. */
  @Test
  void the_picture_of_the_modules_is_up_to_date() throws java.io.IOException {
    Path file = Path.of("docs/architecture.md");
    String text = Files.readString(file);
    Matcher block =
        Pattern.compile("(<!-- modules -->\n).*?(<!-- /modules -->)", Pattern.DOTALL).matcher(text);
    assertThat(block.find()).as("docs/architecture.md has the marks of the picture").isTrue();
    String drawn = text.substring(0, block.end(1)) + picture() + text.substring(block.start(2));
    if (Boolean.getBoolean("popeki.write")) {
      Files.writeString(file, drawn);
    } else {
      assertThat(text).as("-Dpopeki.write=true draws the modules anew").isEqualTo(drawn);
    }
  }

  private static String picture() {
    Map<String, Set<String>> arrows = new TreeMap<>();
    for (var module : modules) {
      String name = module.getIdentifier().toString();
      Set<String> known = new TreeSet<>(declared(module));
      known.removeAll(Set.of("kernel", "platform"));
      if (!Set.of("kernel", "platform", "ops").contains(name)) {
        arrows.put(name, known);
      }
    }
    var lines = new ArrayList<String>(List.of("```mermaid", "graph LR"));
    arrows.forEach(
        (from, known) -> {
          Set<String> direct = new TreeSet<>(known);
          known.forEach(other -> direct.removeAll(reach(arrows, other)));
          if (direct.isEmpty()) {
            lines.add("  " + from);
          }
          direct.forEach(to -> lines.add("  " + from + " --> " + to));
        });
    lines.add("```");
    return String.join("\n", lines) + "\n";
  }

  private static Set<String> reach(Map<String, Set<String>> arrows, String from) {
    Set<String> all = new TreeSet<>();
    for (String to : arrows.getOrDefault(from, Set.of())) {
      all.add(to);
      all.addAll(reach(arrows, to));
    }
    return all;
  }

  private static List<String> declared(org.springframework.modulith.core.ApplicationModule module) {
    return classes.stream()
        .filter(type -> type.getName().equals("popeki." + module.getIdentifier() + ".package-info"))
        .map(type -> type.getAnnotationOfType(ApplicationModule.class))
        .flatMap(annotation -> List.of(annotation.allowedDependencies()).stream())
        .toList();
  }

  private static boolean foreign(Sources.NamedTable table) {
    String schema = table.schema();
    if (!MODULES.contains(schema) || schema.equals(table.module())) {
      return false;
    }
    // The demo's history stands beside the modules: it writes what all of them would have written.
    if (table.module().isEmpty()) {
      return false;
    }
    // The published view is the contract.
    return !(table.table().startsWith("report_") && table.module().equals("reports"))
        && !table.table().equals("link_count");
  }

  private static boolean pureType(JavaClass type) {
    return outermost(type).isAnnotatedWith(Pure.class) || type.isAnnotatedWith(Pure.class);
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
  }

  private static Predicate<Dependency> impure(JavaClass type) {
    return dependency -> impure(type, dependency.getTargetClass().getBaseComponentType());
  }

  private static boolean impure(JavaClass type, JavaClass target) {
    String name = target.getPackageName();
    boolean reading =
        outermost(type).getSimpleName().endsWith("Payload") && name.startsWith("tools.jackson");
    return !(target.isPrimitive()
        || (name.startsWith("java.") && !doesInput(target))
        || name.startsWith("javax.crypto")
        || name.equals("popeki.kernel")
        || name.equals(type.getPackageName())
        || name.startsWith("org.jspecify")
        || PLATFORM_VALUES.contains(target.getName())
        || reading);
  }

  private static boolean doesInput(JavaClass target) {
    return target.getPackageName().matches("java\\.(nio\\.file|net\\.http|sql).*")
        || Set.of("java.io.File", "java.io.FileInputStream", "java.net.Socket", "java.lang.Thread")
            .contains(target.getName());
  }

  private static List<String> impureCalls(JavaMethod method) {
    return method.getAccessesFromSelf().stream()
        .map(access -> access.getTargetOwner().getBaseComponentType())
        .filter(target -> impure(method.getOwner(), target))
        .map(target -> told(method.getOwner(), target))
        .distinct()
        .toList();
  }

  private static String told(JavaClass type, JavaClass target) {
    return type.getName() + " knows " + target.getName();
  }

  private static boolean asksTheClock(AccessTarget target) {
    String name = target.getFullName();
    return name.matches(
            "java\\.time\\.(Instant|LocalDate|LocalDateTime|ZonedDateTime|OffsetDateTime|YearMonth|LocalTime|Year)\\.now\\((java\\.time\\.ZoneId)?\\)")
        || name.matches("java\\.time\\.Clock\\.(system|tick).*")
        || name.startsWith("java.lang.System.currentTimeMillis")
        || name.equals("java.util.Date.<init>()");
  }

  private static List<Path> folders() {
    return Sources.java().stream()
        .map(Path::getParent)
        .distinct()
        .sorted(Comparator.naturalOrder())
        .collect(Collectors.toList());
  }
}
