// The tests of the ordinary service.

/** Eight, by the names of the files. */
export const testsOf = (topic: string) => {
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
export const applicationTest = (name: string, environment: string) => `package com.example.shop;

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
