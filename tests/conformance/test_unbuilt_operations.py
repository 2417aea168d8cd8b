"""Operations that KMS has and Trent has not yet."""

import pytest

import model


@pytest.mark.parametrize("operation", model.unbuilt())
def test_it_answers_unsupported_operation_naming_itself(call, operation):
    code, message = call(operation, model.example_request(operation)).error
    assert code == "UnsupportedOperationException"
    assert operation in message


@pytest.mark.parametrize("operation", ["ConnectCustomKeyStore", "CreateCustomKeyStore", "DescribeCustomKeyStores"])
def test_it_still_wants_a_signature(server, operation):
    answer = server.send(server.request(operation, model.example_request(operation)))
    assert answer.error[0] == "MissingAuthenticationTokenException"
