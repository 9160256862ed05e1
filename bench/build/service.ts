import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

// An ordinary Spring Boot service.

const topics = ['Article', 'Basket', 'Customer', 'Delivery', 'Invoice', 'Order', 'Payment'] as const;

const pom = `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>org.springframework.boot</groupId>
    <artifactId>spring-boot-starter-parent</artifactId>
    <version>3.5.7</version>
    <relativePath/>
  </parent>
  <groupId>com.example</groupId>
  <artifactId>shop</artifactId>
  <version>1.0.0</version>
  <properties>
    <java.version>17</java.version>
  </properties>
  <dependencies>
    <dependency>
      <groupId>org.springframework.boot</groupId>
      <artifactId>spring-boot-starter-web</artifactId>
    </dependency>
    <dependency>
      <groupId>org.springframework.boot</groupId>
      <artifactId>spring-boot-starter-actuator</artifactId>
    </dependency>
    <dependency>
      <groupId>org.springframework.boot</groupId>
      <artifactId>spring-boot-starter-test</artifactId>
      <scope>test</scope>
    </dependency>
  </dependencies>
  <build>
    <finalName>app</finalName>
    <plugins>
      <plugin>
        <groupId>org.springframework.boot</groupId>
        <artifactId>spring-boot-maven-plugin</artifactId>
      </plugin>
    </plugins>
  </build>
</project>
`;

const dockerfile = `FROM eclipse-temurin:17-jre
WORKDIR /app
COPY target/app.jar app.jar
USER 10001:10001
ENTRYPOINT ["java", "-jar", "app.jar"]
`;

const application = `package com.example.shop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class Application {
  public static void main(String[] args) {
    SpringApplication.run(Application.class, args);
  }
}
`;

const configuration = `package com.example.shop;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
public class TimeConfiguration {
  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
`;

const classesOf = (topic: string) => {
  const name = topic.toLowerCase();
  const head = `package com.example.shop.${name};\n\n`;
  return {
    [`${topic}.java`]: `${head}import java.time.Instant;

public record ${topic}(String id, String title, long cents, Instant changed) {
  public ${topic} {
    if (title == null || title.isBlank()) throw new IllegalArgumentException("title is missing");
    if (cents < 0) throw new IllegalArgumentException("cents is below 0: " + cents);
  }

  public ${topic} costing(long amount, Instant now) {
    return new ${topic}(id, title, amount, now);
  }
}
`,
    [`${topic}Store.java`]: `${head}import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Repository;

@Repository
public class ${topic}Store {
  private final Map<String, ${topic}> kept = new ConcurrentHashMap<>();

  public ${topic} keep(${topic} ${name}) {
    kept.put(${name}.id(), ${name});
    return ${name};
  }

  public Optional<${topic}> find(String id) {
    return Optional.ofNullable(kept.get(id));
  }

  public List<${topic}> all() {
    return kept.values().stream().sorted(Comparator.comparing(${topic}::title)).toList();
  }

  public boolean remove(String id) {
    return kept.remove(id) != null;
  }
}
`,
    [`${topic}Service.java`]: `${head}import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.springframework.stereotype.Service;

@Service
public class ${topic}Service {
  private final ${topic}Store store;
  private final Clock clock;

  public ${topic}Service(${topic}Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  public ${topic} add(String title, long cents) {
    return store.keep(new ${topic}(UUID.randomUUID().toString(), title, cents, clock.instant()));
  }

  public ${topic} get(String id) {
    return store.find(id).orElseThrow(() -> new NoSuchElementException("no ${name} " + id));
  }

  public ${topic} reprice(String id, long cents) {
    return store.keep(get(id).costing(cents, clock.instant()));
  }

  public void remove(String id) {
    if (!store.remove(id)) throw new NoSuchElementException("no ${name} " + id);
  }

  public List<${topic}> all() {
    return store.all();
  }

  public long total() {
    return store.all().stream().mapToLong(${topic}::cents).sum();
  }
}
`,
    [`${topic}Controller.java`]: `${head}import java.util.List;
import java.util.NoSuchElementException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.*;

@RestController
@RequestMapping("/${name}s")
public class ${topic}Controller {
  public record Draft(String title, long cents) {}

  private final ${topic}Service service;

  public ${topic}Controller(${topic}Service service) {
    this.service = service;
  }

  @GetMapping
  public List<${topic}> all() {
    return service.all();
  }

  @GetMapping("/{id}")
  public ${topic} get(@PathVariable("id") String id) {
    return service.get(id);
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  public ${topic} add(@RequestBody Draft draft) {
    return service.add(draft.title(), draft.cents());
  }

  @ExceptionHandler(NoSuchElementException.class)
  @ResponseStatus(HttpStatus.NOT_FOUND)
  public void missing() {}
}
`,
  };
};

const testsOf = (topic: string) => {
  const name = topic.toLowerCase();
  const head = `package com.example.shop.${name};\n\n`;
  return {
    [`${topic}ServiceTest.java`]: `${head}import static org.assertj.core.api.Assertions.*;

import java.time.*;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class ${topic}ServiceTest {
  private final Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private final ${topic}Service service = new ${topic}Service(new ${topic}Store(), clock);

  @Test
  void keepsWhatIsAdded() {
    var added = service.add("One", 5);
    assertThat(service.get(added.id())).isEqualTo(added);
  }

  @Test
  void listsByTitle() {
    service.add("b", 1);
    service.add("a", 2);
    assertThat(service.all()).extracting(${topic}::title).containsExactly("a", "b");
  }

  @Test
  void sumsUp() {
    service.add("a", 1);
    service.add("b", 2);
    assertThat(service.total()).isEqualTo(3);
  }

  @Test
  void changesThePrice() {
    var added = service.add("a", 1);
    assertThat(service.reprice(added.id(), 9).cents()).isEqualTo(9);
  }

  @Test
  void removesOnce() {
    var added = service.add("a", 1);
    service.remove(added.id());
    assertThatThrownBy(() -> service.remove(added.id())).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void refusesANegativePrice() {
    assertThatThrownBy(() -> service.add("a", -1)).hasMessage("cents is below 0: -1");
  }
}
`,
    [`${topic}ControllerTest.java`]: `${head}import static org.mockito.Mockito.*;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.*;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.*;
import static org.springframework.test.web.servlet.setup.MockMvcBuilders.*;

import java.time.Instant;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.MockMvc;

class ${topic}ControllerTest {
  private final ${topic}Service service = mock(${topic}Service.class);
  private final MockMvc mvc = standaloneSetup(new ${topic}Controller(service)).build();

  @Test
  void givesOne() throws Exception {
    when(service.get("1")).thenReturn(new ${topic}("1", "One", 5, Instant.EPOCH));
    mvc.perform(get("/${name}s/1")).andExpect(status().isOk()).andExpect(jsonPath("$.title").value("One"));
  }

  @Test
  void saysThatThereIsNone() throws Exception {
    when(service.get("2")).thenThrow(new NoSuchElementException());
    mvc.perform(get("/${name}s/2")).andExpect(status().isNotFound());
  }
}
`,
  };
};

/** Starts the application: once with a mock of the web server, once with the real one. */
const applicationTest = (name: string, environment: string) => `package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.shop.order.OrderController;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.health.*;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

@SpringBootTest(webEnvironment = WebEnvironment.${environment})
class ${name} {
  @Autowired OrderController orders;
  @Autowired HealthEndpoint health;

  @Test
  void isUp() {
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void takesAnOrder() {
    var added = orders.add(new OrderController.Draft("One", 5));
    assertThat(orders.get(added.id()).cents()).isEqualTo(5);
  }
}
`;

/** What is in it. Four of the tests need the whole application, in two contexts. */
export const size = { classes: topics.length * 4 + 3, tests: topics.length * 8 + 4 };

/** The only file that a change of the service touches, and what is in it at the n-th one. */
export function change(count: number): Record<string, string> {
  return {
    'src/main/java/com/example/shop/Change.java': `package com.example.shop;\n\npublic class Change {\n  public static final int COUNT = ${count};\n}\n`,
  };
}

/** Files of the service by their paths. */
export function serviceFiles(): Record<string, string> {
  const [main, test] = ['src/main/java/com/example/shop', 'src/test/java/com/example/shop'];
  const below = (folder: string, files: Record<string, string>) =>
    Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content] as const);
  return {
    'pom.xml': pom,
    Dockerfile: dockerfile,
    '.dockerignore': '*\n!target/app.jar\n',
    '.gitignore': 'target/\n',
    'src/main/resources/application.properties': 'management.endpoints.web.exposure.include=health\n',
    [`${main}/Application.java`]: application,
    [`${main}/TimeConfiguration.java`]: configuration,
    [`${test}/ApplicationTest.java`]: applicationTest('ApplicationTest', 'MOCK'),
    [`${test}/ServerTest.java`]: applicationTest('ServerTest', 'RANDOM_PORT'),
    ...change(0),
    ...Object.fromEntries(topics.flatMap((topic) => below(`${main}/${topic.toLowerCase()}`, classesOf(topic)))),
    ...Object.fromEntries(topics.flatMap((topic) => below(`${test}/${topic.toLowerCase()}`, testsOf(topic)))),
  };
}

/** Writes the service into a folder. */
export async function writeService(folder: string): Promise<void> {
  for (const [name, content] of Object.entries(serviceFiles())) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}
