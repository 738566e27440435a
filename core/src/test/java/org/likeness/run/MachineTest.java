package org.likeness.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MachineTest {
  /** Lines as in {@code /proc/cpuinfo}; names that only contain those of the sets do not count. */
  @ParameterizedTest
  @CsvSource({
    "flags, fpu sse avx512f avx512_bf16 avx512_fp16 amx_bf16 amx_tile, avx512_bf16 amx_bf16",
    "flags, fpu avx512_bf16, avx512_bf16",
    "flags, fpu avx2 avx512f avx512_vnni no_avx512_bf16, ''",
    "Features, fp asimd i8mm bf16, bf16",
    "Features, fp asimd, ''",
    "flags, '', ''",
    "model name, bf16, ''"
  })
  void bfloat16IsReadFromTheFlags(String name, String flags, String expected) {
    List<String> lines =
        List.of("processor\t: 0", name + "\t\t: " + flags, "", "processor\t: 1", "flags\t: bf16");
    assertThat(Machine.bfloat16(name.equals("flags") ? lines : lines.subList(0, 3)))
        .isEqualTo(Arrays.stream(expected.split(" ")).filter(set -> !set.isEmpty()).toList());
  }

  @Test
  void thisMachineHasItIfItsCapabilitiesNameIt() {
    assertThat(Machine.bfloat16(List.of())).isEmpty();
    assertThat(Machine.hasBfloat16())
        .isEqualTo(Machine.capabilities().stream().anyMatch(name -> name.endsWith("bf16")));
    assertThat(Machine.processor()).isNotBlank();
  }
}
