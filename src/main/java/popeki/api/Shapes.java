package popeki.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import popeki.platform.Page;

/**
 * JSON Schemas of the records that go over the wire. In an answer every field is there, and may be
 * null where the record says so; in a request a field may be left out unless it is marked as
 * required. What a type cannot say (closed lists, bounds, meaning) stands in {@code @Schema}.
 */
final class Shapes {
  private static final Map<Class<?>, String[]> PLAIN =
      Map.ofEntries(
          Map.entry(String.class, new String[] {"string", ""}),
          Map.entry(UUID.class, new String[] {"string", "uuid"}),
          Map.entry(Instant.class, new String[] {"string", "date-time"}),
          Map.entry(LocalDate.class, new String[] {"string", "date"}),
          Map.entry(boolean.class, new String[] {"boolean", ""}),
          Map.entry(Boolean.class, new String[] {"boolean", ""}),
          Map.entry(int.class, new String[] {"integer", ""}),
          Map.entry(Integer.class, new String[] {"integer", ""}),
          Map.entry(long.class, new String[] {"integer", ""}),
          Map.entry(Long.class, new String[] {"integer", ""}),
          Map.entry(BigInteger.class, new String[] {"integer", ""}),
          Map.entry(double.class, new String[] {"number", ""}),
          Map.entry(Double.class, new String[] {"number", ""}),
          Map.entry(BigDecimal.class, new String[] {"number", ""}));

  private final Map<String, Schema<?>> components = new TreeMap<>();
  private final Map<String, Class<?>> owners = new HashMap<>();

  /**
   * Adds the records that no signature names, because a step contributes them to another's answer:
   * those that carry {@code @Schema(name = …)}.
   */
  void addContributed() {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(
        new AnnotationTypeFilter(io.swagger.v3.oas.annotations.media.Schema.class));
    for (var found : scanner.findCandidateComponents("popeki")) {
      Class<?> type =
          ClassUtils.resolveClassName(
              String.valueOf(found.getBeanClassName()), Shapes.class.getClassLoader());
      var said = type.getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
      if (said != null && !said.name().isEmpty()) {
        named(type, said.name().endsWith("Change"));
      }
    }
  }

  /** The schemas that others point to, by name. */
  Map<String, Schema<?>> components() {
    return components;
  }

  Schema<?> ofRequest(Type type) {
    return of(type, true);
  }

  Schema<?> ofAnswer(Type type) {
    return of(type, false);
  }

  static Schema<Object> simple(String type) {
    var schema = new JsonSchema();
    schema.setTypes(new LinkedHashSet<>(List.of(type)));
    return schema;
  }

  static Schema<Object> reference(String name) {
    var schema = new JsonSchema();
    schema.set$ref("#/components/schemas/" + name);
    return schema;
  }

  /** A parameter's schema: its type, and what its annotation adds. */
  Schema<?> ofParameter(Type type, io.swagger.v3.oas.annotations.media.@Nullable Schema said) {
    return refine(of(type, true), said);
  }

  private Schema<?> of(Type type, boolean request) {
    if (type instanceof ParameterizedType generic) {
      return generic(generic, request);
    }
    if (!(type instanceof Class<?> plain)) {
      return new JsonSchema();
    }
    String[] known = PLAIN.get(plain);
    if (known != null) {
      Schema<Object> schema = simple(known[0]);
      if (!known[1].isEmpty()) {
        schema.setFormat(known[1]);
      }
      return schema;
    }
    if (plain.isEnum()) {
      return closedList(
          simple("string"),
          Arrays.stream(plain.getEnumConstants())
              .map(value -> ((Enum<?>) value).name().toLowerCase(Locale.ROOT))
              .toList());
    }
    return plain.isRecord() ? named(plain, request) : new JsonSchema();
  }

  private Schema<?> generic(ParameterizedType type, boolean request) {
    Type raw = type.getRawType();
    Type[] arguments = type.getActualTypeArguments();
    if (raw == Page.class) {
      return page(of(arguments[0], request));
    }
    if (raw instanceof Class<?> plain && Collection.class.isAssignableFrom(plain)) {
      Schema<Object> list = simple("array");
      list.setItems(of(arguments[0], request));
      return list;
    }
    if (raw instanceof Class<?> plain && Map.class.isAssignableFrom(plain)) {
      Schema<Object> map = simple("object");
      map.setAdditionalProperties(of(arguments[1], request));
      return map;
    }
    return arguments.length == 1 ? of(arguments[0], request) : new JsonSchema();
  }

  private static Schema<Object> page(Schema<?> row) {
    Schema<Object> list = simple("array");
    list.setItems(row);
    Schema<Object> next = nullable(simple("string"));
    next.setDescription("Pass it as cursor for the next page; null on the last.");
    Schema<Object> page = simple("object");
    page.addProperty("data", list);
    page.addProperty("next_cursor", next);
    page.setRequired(List.of("data", "next_cursor"));
    return page;
  }

  private Schema<?> named(Class<?> type, boolean request) {
    String name = name(type, request);
    Class<?> owner = owners.putIfAbsent(name, type);
    if (owner != null && owner != type) {
      throw new IllegalStateException(
          type + " and " + owner + " are both called " + name + "; give one a @Schema(name)");
    }
    if (owner == null) {
      Schema<Object> schema = simple("object");
      components.put(name, schema);
      fill(schema, type, request);
    }
    return reference(name);
  }

  private void fill(Schema<Object> schema, Class<?> type, boolean request) {
    var told = type.getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
    if (told != null && !told.description().isEmpty()) {
      schema.setDescription(told.description());
    }
    var required = new ArrayList<String>();
    for (RecordComponent part : type.getRecordComponents()) {
      AnnotatedElement field = field(type, part);
      var said = field.getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
      if (said != null && said.hidden()) {
        continue;
      }
      boolean mayBeNull = part.getAnnotatedType().isAnnotationPresent(Nullable.class);
      boolean marked =
          said != null
              && said.requiredMode()
                  == io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;
      boolean leftOut =
          field.isAnnotationPresent(JsonInclude.class)
              && field.getAnnotation(JsonInclude.class).value() == JsonInclude.Include.NON_NULL;
      Schema<?> value = refine(of(part.getGenericType(), request), said);
      schema.addProperty(snake(part.getName()), mayBeNull && !marked ? nullable(value) : value);
      if (request ? marked : !leftOut) {
        required.add(snake(part.getName()));
      }
    }
    if (!required.isEmpty()) {
      schema.setRequired(required);
    }
    if (request) {
      schema.setAdditionalProperties(false);
    }
  }

  private static Field field(Class<?> type, RecordComponent part) {
    try {
      return type.getDeclaredField(part.getName());
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("a record has a field for each component", e);
    }
  }

  private static Schema<?> refine(
      Schema<?> schema, io.swagger.v3.oas.annotations.media.@Nullable Schema said) {
    if (said == null) {
      return schema;
    }
    if (!said.ref().isEmpty()) {
      Schema<Object> pointed = reference(said.ref());
      pointed.setDescription(said.description().isEmpty() ? null : said.description());
      return pointed;
    }
    if (said.types().length > 0) {
      schema.setTypes(new LinkedHashSet<>(List.of(said.types())));
    }
    if (said.allowableValues().length > 0) {
      Schema<?> closed = schema.getItems() == null ? schema : schema.getItems();
      closedList(closed, List.of(said.allowableValues()));
    }
    if (!said.description().isEmpty()) {
      schema.setDescription(said.description());
    }
    if (!said.format().isEmpty()) {
      schema.setFormat(said.format());
    }
    if (!said.pattern().isEmpty()) {
      schema.setPattern(said.pattern());
    }
    if (!said.minimum().isEmpty()) {
      schema.setMinimum(new BigDecimal(said.minimum()));
    }
    if (!said.maximum().isEmpty()) {
      schema.setMaximum(new BigDecimal(said.maximum()));
    }
    if (said.minLength() > 0) {
      schema.setMinLength(said.minLength());
    }
    if (said.maxLength() < Integer.MAX_VALUE) {
      schema.setMaxLength(said.maxLength());
    }
    if (!said.defaultValue().isEmpty()) {
      boolean number = schema.getTypes() != null && schema.getTypes().contains("integer");
      setDefault(schema, number ? Integer.valueOf(said.defaultValue()) : said.defaultValue());
    }
    return schema;
  }

  private static void setDefault(Schema<?> schema, Object value) {
    schema.setDefault(value);
  }

  @SuppressWarnings("unchecked")
  private static Schema<?> closedList(Schema<?> schema, List<String> values) {
    ((Schema<Object>) schema).setEnum(new ArrayList<>(values));
    return schema;
  }

  @SuppressWarnings("unchecked")
  private static Schema<Object> nullable(Schema<?> schema) {
    Set<String> types = schema.getTypes();
    if (types == null && schema.get$ref() == null) {
      return (Schema<Object>) schema;
    }
    if (types == null) {
      var either = new JsonSchema();
      either.setDescription(schema.getDescription());
      schema.setDescription(null);
      either.setAnyOf(List.of((Schema<Object>) schema, simple("null")));
      return either;
    }
    var wider = new LinkedHashSet<>(types);
    wider.add("null");
    schema.setTypes(wider);
    if (schema.getEnum() != null && !schema.getEnum().contains(null)) {
      ((List<@Nullable Object>) (List<?>) schema.getEnum()).add(null);
    }
    return (Schema<Object>) schema;
  }

  private String name(Class<?> type, boolean request) {
    var said = type.getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
    String plain =
        said != null && !said.name().isEmpty()
            ? said.name()
            : type.getSimpleName().replaceFirst("(Json|View)$", "");
    if (request && !plain.matches(".*(Request|Draft|Patch|Change|Correction)$")) {
      plain += "Input";
    }
    Class<?> owner = owners.get(plain);
    return owner == null || owner == type ? plain : outer(type) + plain;
  }

  private static String outer(Class<?> type) {
    Class<?> around = type.getEnclosingClass();
    return around == null
        ? type.getPackageName().replaceAll(".*\\.", "")
        : around.getSimpleName().replaceFirst("(ApiController|Contributor|Json|Request|View)$", "");
  }

  /** {@code phoneNumberId} as it is called on the wire. */
  static String snake(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
