package popeki;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;

/**
 * The whole application on a random port over a real PostgreSQL. All classes that carry it share
 * one context and one database: make a workspace of your own in each test, as customers do. Lanes
 * rest until {@code Lanes.drainAll()}; the clock is {@link TestClock}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@SpringBootTest(
    classes = PopekiApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = TestEnvironment.class, classes = TestClock.Beans.class)
@TestPropertySource(properties = {"management.server.port=0", "spring.main.banner-mode=off"})
public @interface PopekiTest {}
