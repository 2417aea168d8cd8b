"""Tests of the house rules: each has a text that breaks it and one that does not."""

import unittest

import tidy

LAYERS = "base:\ncrypto: base\nstorage: base\nserver: base crypto storage\n"


def found_in(files: dict[str, str]) -> list[str]:
    return list(tidy.complaints({"tools/layers.txt": LAYERS} | files))


class TidyTest(unittest.TestCase):
    def assert_complains(self, path: str, text: str, about: str):
        found = found_in({path: text})
        self.assertTrue(any(about in complaint for complaint in found), found)

    def assert_silent(self, path: str, text: str, **others: str):
        self.assertEqual(found_in({path: text} | others), [])


class CodeRules(TidyTest):
    def test_every_rule_says_what_to_do_and_finds_its_offence(self):
        offences = ["#include <openssl/evp.h>", "#include <sqlite3.h>", "#include <boost/asio/ip/tcp.hpp>",
                    "#include <boost/beast/http.hpp>", "#include <boost/json.hpp>", "key.reveal()",
                    "key.reveal_mutable()", "if (memcmp(a, b, 3))", "std::chrono::system_clock::now()",
                    "time(nullptr)", "gettimeofday(&t, nullptr)", 'std::getenv("HOME")']
        for offence in offences:
            with self.subTest(offence):
                self.assert_complains("src/server/x.cc", offence, "; ")

    def test_the_owner_of_a_library_may_include_it(self):
        self.assert_silent("src/crypto/aes.cc", "#include <openssl/evp.h>")
        self.assert_silent("src/storage/sqlite/statement.cc", "#include <sqlite3.h>")
        self.assert_complains("src/storage/memory.cc", "#include <sqlite3.h>", "store.h")

    def test_secrets_open_only_where_listed(self):
        self.assert_silent("src/crypto/aes.cc", "use(key.reveal());")
        self.assert_silent("src/server/credentials_file.cc", "use(key.reveal());")
        self.assert_complains("src/storage/x.cc", "use(key.reveal());", "unopened")

    def test_tests_may_open_secrets_but_not_compare_with_memcmp(self):
        self.assert_silent("src/storage/x_test.cc", "use(key.reveal());")
        self.assert_silent("src/storage/testing/x.cc", "use(key.reveal());")
        self.assert_complains("src/storage/x_test.cc", "memcmp(a, b, 3)", "crypto/compare.h")

    def test_only_the_clock_reads_the_clock(self):
        self.assert_silent("src/base/clock.cc", "std::chrono::system_clock::now()")
        self.assert_silent("src/storage/x.cc", "record.uptime(now) + lifetime(nullptr)")
        self.assert_silent("src/crypto/x.cc", "system_clock::to_time_t(when)")

    def test_comments_and_strings_are_not_code(self):
        self.assert_silent("src/storage/x.cc", '// memcmp(a, b) leaks\nlog("memcmp(");')
        self.assert_silent("src/storage/x.cc", 'open("http://host"); int x = 1;')
        self.assert_complains("src/storage/x.cc", 'open("http://host"); memcmp(a, b, 3);', "memcmp")


class Layers(TidyTest):
    def includes(self, path: str, name: str) -> dict[str, str]:
        return {path: f'#include "{name}"\n', f"src/{name}": ""}

    def test_a_folder_may_use_itself_and_its_row(self):
        self.assertEqual(found_in(self.includes("src/crypto/a.cc", "crypto/internal/b.h")), [])
        self.assertEqual(found_in(self.includes("src/crypto/a.cc", "base/b.h")), [])

    def test_a_folder_may_not_use_others(self):
        found = found_in(self.includes("src/storage/a.cc", "crypto/b.h"))
        self.assertIn("storage may not use crypto", found[0])

    def test_internal_headers_stay_internal(self):
        found = found_in(self.includes("src/server/a.cc", "crypto/internal/b.h"))
        self.assertIn("internal to crypto", found[0])

    def test_testing_headers_are_for_tests(self):
        self.assertIn("testing/ is for tests", found_in(self.includes("src/server/a.cc", "base/testing/b.h"))[0])
        self.assertEqual(found_in(self.includes("src/server/a_test.cc", "base/testing/b.h")), [])

    def test_includes_are_written_from_src(self):
        self.assert_complains("src/base/a.cc", '#include "b.h"', "folder/file.h")

    def test_every_folder_has_a_row(self):
        self.assert_complains("src/tea/a.cc", "", "add tea to tools/layers.txt")

    def test_the_table_reads_downwards(self):
        self.assertIn("base uses crypto", found_in({"tools/layers.txt": "base: crypto\ncrypto:\n"})[0])

    def test_the_printed_table_is_the_table(self):
        page = "<!-- layers:begin -->\n```\n{}```\n<!-- layers:end -->\n"
        self.assert_silent("docs/architecture.md", page.format(LAYERS))
        self.assert_complains("docs/architecture.md", page.format("base:\n"), "copy tools/layers.txt")
        self.assert_complains("docs/architecture.md", "no table", "copy tools/layers.txt")


class Files(TidyTest):
    def test_long_files_are_divided(self):
        self.assert_silent("src/base/a.cc", "\n" * 500)
        self.assert_complains("src/base/a.cc", "\n" * 501, "501 lines, at most 500")

    def test_tables_and_tests_may_be_long(self):
        self.assert_silent("src/base/a.cc", "// base/a.cc\n" + tidy.TABLE_MARKER + "\n" * 600)
        self.assert_silent("src/base/a_test.cc", "\n" * 600)

    def test_vague_names(self):
        for path in ["src/base/utils.h", "src/base/key_manager.h", "docs/common/a.md", "tools/helpers.py"]:
            with self.subTest(path):
                self.assert_complains(path, "", "names no thing")
        self.assert_silent("src/base/commonwealth.h", "")

    def test_open_ends_have_an_issue(self):
        self.assert_complains("docs/a.md", "TODO: later", "TODO(#123)")
        self.assert_silent("docs/a.md", "TODO(#7): later")

    def test_machine_paths(self):
        self.assert_complains("dev", "cd /home/alice/trent", "path of one machine")
        self.assert_silent("dev", 'cd "$HOME/work/x"; ls ~/work/x; GET /rooted')

    def test_generated_output(self):
        self.assert_complains("src/base/a.o", "", ".gitignore")
        self.assert_complains("src/base/a.h", "// @generated", "generator")


if __name__ == "__main__":
    unittest.main()
