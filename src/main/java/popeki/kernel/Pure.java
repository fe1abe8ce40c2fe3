package popeki.kernel;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A decision: no clock, no randomness, no I/O, no Spring. The same input gives the same answer for
 * ever. {@code ArchitectureTest} holds the types that carry it to {@code java.*}, {@code kernel}
 * and their own package.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Pure {}
