# SPDX-License-Identifier: GPL-3.0-or-later
# What every target of the project shares: language, warnings, Qt's strictness, sanitizers, ccache.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_AUTOMOC ON)
set(CMAKE_AUTORCC ON)
# moc needs nothing that the linked rooms build, so every room compiles at once instead of one after another.
set(CMAKE_AUTOGEN_ORIGIN_DEPENDS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

find_program(CCACHE ccache)
if(CCACHE)
    # Precompiled headers are cached too, as ccache's manual asks for.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

add_library(atalaya_options INTERFACE)
target_compile_options(atalaya_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
    -Woverloaded-virtual -Wno-missing-field-initializers $<$<BOOL:${ATALAYA_WARNINGS_AS_ERRORS}>:-Werror>)
target_compile_definitions(atalaya_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_FOREACH QT_NO_KEYWORDS
    QT_USE_QSTRINGBUILDER QT_STRICT_ITERATORS QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
    QT_NO_CONTEXTLESS_CONNECT QT_DISABLE_DEPRECATED_BEFORE=0x060400 QT_WARN_DEPRECATED_UP_TO=0x060400
    ATALAYA_VERSION="${PROJECT_VERSION}"
    $<$<BOOL:${BUILD_TESTING}>:QT_FORCE_ASSERTS>)
if(ATALAYA_SANITIZE)
    target_compile_options(atalaya_options INTERFACE -fsanitize=${ATALAYA_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(atalaya_options INTERFACE -fsanitize=${ATALAYA_SANITIZE})
    set(ATALAYA_TEST_ENVIRONMENT "LSAN_OPTIONS=suppressions=${CMAKE_CURRENT_LIST_DIR}/lsan.supp:print_suppressions=0")
endif()

# What nearly every file includes, parsed once a target. Headers still include what they use: ATALAYA_PCH=OFF proves it.
set(ATALAYA_CORE_HEADERS <QJsonArray> <QJsonObject> <QList> <QMap> <QHash> <QString> <QStringList> <QDateTime> <QTimeZone>
    <QCoreApplication> <algorithm> <chrono> <functional> <memory> <optional> <vector>)
function(atalaya_precompile target)
    if(ATALAYA_PCH)
        target_precompile_headers(${target} PRIVATE ${ARGN})
        if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
            target_compile_options(${target} PRIVATE -fpch-preprocess)
        endif()
    endif()
endfunction()

# atalaya_room(<name> [FOLDER path] PUBLIC lib... PRIVATE lib...)
# One static library for the folder, with the alias Atalaya::<Name>. It links what it may see and nothing else,
# so a wrong include does not compile.
function(atalaya_room name)
    cmake_parse_arguments(ROOM "" "" "PUBLIC;PRIVATE" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.h
         ${CMAKE_CURRENT_SOURCE_DIR}/*.qrc)
    list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
    string(TOLOWER ${name} lower)
    if(NOT sources MATCHES "\\.cpp")
        add_library(atalaya_${lower} INTERFACE)
        add_library(Atalaya::${name} ALIAS atalaya_${lower})
        target_include_directories(atalaya_${lower} INTERFACE ${CMAKE_BINARY_DIR}/include/${lower})
        target_link_libraries(atalaya_${lower} INTERFACE ${ROOM_PUBLIC})
        file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/include/${lower})
        file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_BINARY_DIR}/include/${lower}/${lower} SYMBOLIC)
        return()
    endif()
    add_library(atalaya_${lower} STATIC ${sources})
    add_library(Atalaya::${name} ALIAS atalaya_${lower})
    # A room's headers are reached as "<room>/<file>.h", and only by who links the room.
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/include/${lower})
    file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_BINARY_DIR}/include/${lower}/${lower} SYMBOLIC)
    target_include_directories(atalaya_${lower} PUBLIC ${CMAKE_BINARY_DIR}/include/${lower})
    target_link_libraries(atalaya_${lower} PUBLIC ${ROOM_PUBLIC} PRIVATE ${ROOM_PRIVATE} atalaya_options)
    atalaya_precompile(atalaya_${lower} ${ATALAYA_CORE_HEADERS})
endfunction()

# atalaya_test(<name> LIBS lib... [LABELS label...] [TIMEOUT seconds])
# One Qt Test program from <name>.cpp, run offscreen in its own time limit.
function(atalaya_test name)
    cmake_parse_arguments(TEST "" "TIMEOUT" "LIBS;LABELS;SOURCES" ${ARGN})
    if(NOT TEST_TIMEOUT)
        set(TEST_TIMEOUT 60)
    endif()
    add_executable(${name} ${name}.cpp ${TEST_SOURCES})
    target_link_libraries(${name} PRIVATE ${TEST_LIBS} Qt6::Test atalaya_options)
    target_compile_definitions(${name} PRIVATE ATALAYA_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    add_test(NAME ${name} COMMAND ${name})
    if(ATALAYA_SANITIZE)
        math(EXPR TEST_TIMEOUT "${TEST_TIMEOUT} * 5") # sanitizers make everything so much slower
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_TIMEOUT} LABELS "${TEST_LABELS}"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;TZ=UTC;${ATALAYA_TEST_ENVIRONMENT}")
endfunction()
